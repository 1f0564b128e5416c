<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>ERScribe</name>
        <message>
            <source>! Not kept. Ctrl+S tries again</source>
            <translation>! 未保存。按 Ctrl+S 重试</translation>
        </message>
        <message>
            <source>! locked until {at}</source>
            <translation>! 锁定至 {at}</translation>
        </message>
        <message>
            <source>!! failed</source>
            <translation>!! 失败</translation>
        </message>
        <message>
            <source>!! not as listed</source>
            <translation>!! 与清单不符</translation>
        </message>
        <message>
            <source>%v of %m read</source>
            <translation>已读 %v/%m</translation>
        </message>
        <message>
            <source>&amp;Add a user…</source>
            <translation>添加用户(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Age</source>
            <translation>年龄(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Approve…</source>
            <translation>批准(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Break the glass…</source>
            <translation>紧急调阅(&amp;B)…</translation>
        </message>
        <message>
            <source>&amp;Bring it in</source>
            <translation>导入(&amp;B)</translation>
        </message>
        <message>
            <source>&amp;Code</source>
            <translation>抢救记录(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Disable…</source>
            <translation>停用(&amp;D)…</translation>
        </message>
        <message>
            <source>&amp;Done</source>
            <translation>完成(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Enable…</source>
            <translation>启用(&amp;E)…</translation>
        </message>
        <message>
            <source>&amp;Encounter</source>
            <translation>就诊(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Evidence</source>
            <translation>依据(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Find:</source>
            <translation>查找(&amp;F)：</translation>
        </message>
        <message>
            <source>&amp;Handed over, hide it</source>
            <translation>已交付，隐藏(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;History</source>
            <translation>历史(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Keep this microphone</source>
            <translation>保留此麦克风(&amp;K)</translation>
        </message>
        <message>
            <source>&amp;Later</source>
            <translation>稍后(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;List</source>
            <translation>列出(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Live text</source>
            <translation>实时文字(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Login</source>
            <translation>登录名(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Login:</source>
            <translation>登录名(&amp;L)：</translation>
        </message>
        <message>
            <source>&amp;Look again</source>
            <translation>重新查看(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Look up</source>
            <translation>查询(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>姓名(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Name:</source>
            <translation>姓名(&amp;N)：</translation>
        </message>
        <message>
            <source>&amp;Never write it</source>
            <translation>永不写入(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;New password</source>
            <translation>新密码(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Next →</source>
            <translation>下一步(&amp;N) →</translation>
        </message>
        <message>
            <source>&amp;Note</source>
            <translation>病历(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Open recordings…</source>
            <translation>打开录音(&amp;O)…</translation>
        </message>
        <message>
            <source>&amp;Open the note</source>
            <translation>打开病历(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Pages</source>
            <translation>页面(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Password</source>
            <translation>密码(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Place</source>
            <translation>位置(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Reason</source>
            <translation>原因(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Refuse…</source>
            <translation>驳回(&amp;R)…</translation>
        </message>
        <message>
            <source>&amp;Role:</source>
            <translation>角色(&amp;R)：</translation>
        </message>
        <message>
            <source>&amp;Search:</source>
            <translation>搜索(&amp;S)：</translation>
        </message>
        <message>
            <source>&amp;Send again</source>
            <translation>重新发送(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Sentence, as it might be heard:</source>
            <translation>可能听到的句子(&amp;S)：</translation>
        </message>
        <message>
            <source>&amp;Show</source>
            <translation>显示(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Signs in with the password of the hospital's directory</source>
            <translation>使用医院目录服务的密码登录(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Skip this step</source>
            <translation>跳过此步(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Term, as it is written or as it was heard:</source>
            <translation>术语，按书写或听到的形式(&amp;T)：</translation>
        </message>
        <message>
            <source>&amp;Use this recogniser</source>
            <translation>使用此识别模型(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Verify now</source>
            <translation>立即校验(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Waiting for another person:</source>
            <translation>等待另一人处理(&amp;W)：</translation>
        </message>
        <message>
            <source>&amp;When:</source>
            <translation>时间(&amp;W)：</translation>
        </message>
        <message>
            <source>&amp;Who saw it?</source>
            <translation>谁看过(&amp;W)？</translation>
        </message>
        <message>
            <source>&amp;Why</source>
            <translation>说明(&amp;W)</translation>
        </message>
        <message>
            <source>(anything)</source>
            <translation>（任意）</translation>
        </message>
        <message>
            <source>(nothing)</source>
            <translation>（无）</translation>
        </message>
        <message>
            <source>, {failed} failed</source>
            <translation>，{failed} 个失败</translation>
        </message>
        <message>
            <source>// two speak at once</source>
            <translation>// 两人同时说话</translation>
        </message>
        <message>
            <source>1 more is unfinished.</source>
            <translation>另有 1 段录音未完成。</translation>
        </message>
        <message>
            <source>1 recording is unfinished. Its sound is kept.</source>
            <translation>有 1 段录音未完成，声音已保存。</translation>
        </message>
        <message>
            <source>1 recording is unfinished. Not all of its sound is there.</source>
            <translation>有 1 段录音未完成，声音不完整。</translation>
        </message>
        <message>
            <source>1 recording was made without sign-in; a physician must claim it.</source>
            <translation>有 1 段录音是在未登录时录制的，须由医师认领。</translation>
        </message>
        <message>
            <source>1 signed note is still not in the EMR, since {at}.</source>
            <translation>1份已签名的病历自{at}起仍未进入电子病历系统。</translation>
        </message>
        <message>
            <source>1 signed note was refused by the EMR.</source>
            <translation>1份已签名的病历被电子病历系统拒收。</translation>
        </message>
        <message>
            <source>? not found</source>
            <translation>? 未找到</translation>
        </message>
        <message>
            <source>? only proposed</source>
            <translation>? 仅为建议</translation>
        </message>
        <message>
            <source>A CSV file that another program keeps up to date.</source>
            <translation>由其他程序更新的 CSV 文件。</translation>
        </message>
        <message>
            <source>A CSV or TSV file with the columns action (add or ban), term, heard, scope (site or user), language, kind, synonyms. Nothing changes before you say so.</source>
            <translation>CSV 或 TSV 文件，列为 action（add 或 ban）、term、heard、scope（site 或 user）、language、kind、synonyms。在您确认之前不会有任何更改。</translation>
        </message>
        <message>
            <source>A GPU does the recognising; large models keep up with speech.</source>
            <translation>由 GPU 识别；大模型也能跟上语速。</translation>
        </message>
        <message>
            <source>A PEM file, for receivers that ask for one.</source>
            <translation>PEM 文件，供要求客户端证书的接收端使用。</translation>
        </message>
        <message>
            <source>A PEM file, for tls://.</source>
            <translation>PEM 文件，用于 tls://。</translation>
        </message>
        <message>
            <source>A PEM file.</source>
            <translation>PEM 文件。</translation>
        </message>
        <message>
            <source>A PEM file. Nothing: whom the operating system trusts.</source>
            <translation>PEM 文件。留空：信任操作系统所信任的机构。</translation>
        </message>
        <message>
            <source>A base, as ou=er,dc=…</source>
            <translation>基准位置，如 ou=er,dc=…</translation>
        </message>
        <message>
            <source>A clock was last found to be set {at}.</source>
            <translation>最近一次发现时钟被调整：{at}。</translation>
        </message>
        <message>
            <source>A copy of it is kept in {path}.</source>
            <translation>副本保存在 {path}。</translation>
        </message>
        <message>
            <source>A digit of this barcode was misread. Scan it again.</source>
            <translation>条码有一位读错。请重新扫描。</translation>
        </message>
        <message>
            <source>A folder that the settings name is used. The self-test shows how well.</source>
            <translation>使用设置中指定的文件夹。自检会显示效果如何。</translation>
        </message>
        <message>
            <source>A larger one is here, but without a GPU it would fall behind what is said. You may choose it on the models page, for recordings that can wait.</source>
            <translation>本机有更大的模型，但没有 GPU 会跟不上说话。对于不着急的录音，可在模型页选用。</translation>
        </message>
        <message>
            <source>A model by its name, or a folder with one. The models page shows what is here.</source>
            <translation>模型名称，或含有模型的文件夹。模型页列出现有模型。</translation>
        </message>
        <message>
            <source>A name, or a place: Bed 4, R2, Resus</source>
            <translation>姓名或位置：4床、抢救2、抢救室</translation>
        </message>
        <message>
            <source>A new sentence below this one: Ctrl+Alt+N</source>
            <translation>在此句下方新增一句：Ctrl+Alt+N</translation>
        </message>
        <message>
            <source>A new sentence in {section}</source>
            <translation>在“{section}”中新增一句</translation>
        </message>
        <message>
            <source>A notification of the operating system, without any patient's words.</source>
            <translation>操作系统通知，不含患者的任何话语。</translation>
        </message>
        <message>
            <source>A recording runs; type the folder instead.</source>
            <translation>正在录音；请改为键入文件夹路径。</translation>
        </message>
        <message>
            <source>A recording that another user began is still running. Stop ends it; its text is shown to them alone.</source>
            <translation>另一用户开始的录音仍在进行。按停止可结束它；其文字只显示给该用户。</translation>
        </message>
        <message>
            <source>A recording without sign-in is running. Stop ends it; then a physician can claim it.</source>
            <translation>未登录的录音正在进行。按停止可结束它，随后医师可认领。</translation>
        </message>
        <message>
            <source>A short sample that comes with ERScribe goes through speech detection and recognition, once the models are loaded. Nothing of it is kept.</source>
            <translation>模型加载后，ERScribe 自带的一小段示例会经过语音检测和识别；不保存任何内容。</translation>
        </message>
        <message>
            <source>A sound that no monitor makes.</source>
            <translation>监护仪不会发出的声音。</translation>
        </message>
        <message>
            <source>A system administrator brings models in. The same at a terminal: {command}</source>
            <translation>模型由系统管理员导入。终端命令：{command}</translation>
        </message>
        <message>
            <source>A system administrator may then erase them; nobody can hear them again.</source>
            <translation>之后系统管理员可将其清除；任何人都无法再收听。</translation>
        </message>
        <message>
            <source>A term that no correction shall write for you</source>
            <translation>不希望任何更正为您写入的词条</translation>
        </message>
        <message>
            <source>A&amp;pproved terms of this site:</source>
            <translation>本机构已批准的术语(&amp;P)：</translation>
        </message>
        <message>
            <source>AMBER</source>
            <translation>黄色</translation>
        </message>
        <message>
            <source>APPLICATION^FACILITY, as its messages shall name it.</source>
            <translation>APPLICATION^FACILITY，消息中如此称呼它。</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
        <message>
            <source>About: {what}</source>
            <translation>关于：{what}</translation>
        </message>
        <message>
            <source>About: {what}, version {version}</source>
            <translation>关于：{what}，第 {version} 版</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>采纳</translation>
        </message>
        <message>
            <source>Accept this suggestion</source>
            <translation>采纳此建议</translation>
        </message>
        <message>
            <source>Access</source>
            <translation>通路</translation>
        </message>
        <message>
            <source>Acknowledge</source>
            <translation>知悉</translation>
        </message>
        <message>
            <source>Acknowledge (Ctrl+Enter)</source>
            <translation>知悉 (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>Acknowledge (F10)</source>
            <translation>知悉 (F10)</translation>
        </message>
        <message>
            <source>Acknowledging…</source>
            <translation>正在记录知悉…</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Add below</source>
            <translation>在下方添加</translation>
        </message>
        <message>
            <source>Add the user</source>
            <translation>添加该用户</translation>
        </message>
        <message>
            <source>Addendum</source>
            <translation>补充</translation>
        </message>
        <message>
            <source>Addendum, {at}</source>
            <translation>补充，{at}</translation>
        </message>
        <message>
            <source>Addendum…</source>
            <translation>补充…</translation>
        </message>
        <message>
            <source>Adrenaline</source>
            <translation>肾上腺素</translation>
        </message>
        <message>
            <source>After that it is amended, never edited.</source>
            <translation>此后只能修订，不能编辑。</translation>
        </message>
        <message>
            <source>Age and sex, or number</source>
            <translation>年龄性别或编号</translation>
        </message>
        <message>
            <source>Age, sex</source>
            <translation>年龄、性别</translation>
        </message>
        <message>
            <source>Airway</source>
            <translation>气道</translation>
        </message>
        <message>
            <source>Alert keywords</source>
            <translation>提示关键词</translation>
        </message>
        <message>
            <source>Alert {level}: {keyword}, {time}</source>
            <translation>提示（{level}）：{keyword}，{time}</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>提示</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>All files, progress</source>
            <translation>全部文件的进度</translation>
        </message>
        <message>
            <source>All that was signed is filed.</source>
            <translation>所有已签名的病历均已归档。</translation>
        </message>
        <message>
            <source>Allergies</source>
            <translation>过敏史</translation>
        </message>
        <message>
            <source>Also: {detail}</source>
            <translation>另：{detail}</translation>
        </message>
        <message>
            <source>Also: {names}</source>
            <translation>又名：{names}</translation>
        </message>
        <message>
            <source>Amend</source>
            <translation>修订</translation>
        </message>
        <message>
            <source>Amiodarone</source>
            <translation>胺碘酮</translation>
        </message>
        <message>
            <source>Among likely sentences the one that people say; for the recogniser of ERScribe.</source>
            <translation>在相近的候选句中取更合乎说法的一句；用于 ERScribe 自带的识别模型。</translation>
        </message>
        <message>
            <source>An address as https://hospital.example.</source>
            <translation>形如 https://hospital.example 的地址。</translation>
        </message>
        <message>
            <source>Another person approves it: {command}</source>
            <translation>由另一人批准：{command}</translation>
        </message>
        <message>
            <source>Another reason</source>
            <translation>其他原因</translation>
        </message>
        <message>
            <source>Another recogniser works from the next start of ERScribe.</source>
            <translation>更换的识别模型在下次启动 ERScribe 时生效。</translation>
        </message>
        <message>
            <source>Another user signs in; who was here before is signed out.</source>
            <translation>由其他用户登录；之前的用户将被注销。</translation>
        </message>
        <message>
            <source>Approved terms of this site</source>
            <translation>本机构已批准的术语</translation>
        </message>
        <message>
            <source>Approved.</source>
            <translation>已批准。</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>归档</translation>
        </message>
        <message>
            <source>Archive the note</source>
            <translation>归档病历</translation>
        </message>
        <message>
            <source>Archived.</source>
            <translation>已归档。</translation>
        </message>
        <message>
            <source>Archive…</source>
            <translation>归档…</translation>
        </message>
        <message>
            <source>Arrived, not begun</source>
            <translation>已到诊，未开始</translation>
        </message>
        <message>
            <source>As heard</source>
            <translation>按原话</translation>
        </message>
        <message>
            <source>As the EMR shall know it. Needed to send notes.</source>
            <translation>接收系统所见的名称；发送病历时必填。</translation>
        </message>
        <message>
            <source>As the hospital has it</source>
            <translation>以医院系统为准</translation>
        </message>
        <message>
            <source>As the system says</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>As&amp;k for a second factor too</source>
            <translation>同时要求第二重验证(&amp;K)</translation>
        </message>
        <message>
            <source>Ask for it</source>
            <translation>提出申请</translation>
        </message>
        <message>
            <source>Ask that nobody gets it in my department…</source>
            <translation>申请本科室所有人都不再如此更正…</translation>
        </message>
        <message>
            <source>Ask that nobody gets it on this site…</source>
            <translation>申请本机构不再使用此更正…</translation>
        </message>
        <message>
            <source>Asked</source>
            <translation>已询问</translation>
        </message>
        <message>
            <source>Asked by</source>
            <translation>申请人</translation>
        </message>
        <message>
            <source>Asked by {name}, {at}.</source>
            <translation>{name} 申请，{at}。</translation>
        </message>
        <message>
            <source>Asked for; another person decides.</source>
            <translation>已申请；由另一人决定。</translation>
        </message>
        <message>
            <source>Assessment</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>At least so many speakers</source>
            <translation>最少说话人数</translation>
        </message>
        <message>
            <source>At most so many speakers</source>
            <translation>最多说话人数</translation>
        </message>
        <message>
            <source>At {at} of {length}. Speakers: {speakers}. Alerts: {alerts}.</source>
            <translation>位于 {at}，共 {length}。说话人：{speakers}。提示：{alerts}。</translation>
        </message>
        <message>
            <source>At {at}, by a clock that was {clock}; workstation {workstation}.</source>
            <translation>时间 {at}，当时时钟{clock}；工作站 {workstation}。</translation>
        </message>
        <message>
            <source>Author {name}</source>
            <translation>作者 {name}</translation>
        </message>
        <message>
            <source>Bac&amp;k to what it was</source>
            <translation>恢复原状(&amp;K)</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Back 5 seconds: F1</source>
            <translation>后退 5 秒：F1</translation>
        </message>
        <message>
            <source>Back to the encounter</source>
            <translation>回到就诊</translation>
        </message>
        <message>
            <source>Back to the note</source>
            <translation>返回病历</translation>
        </message>
        <message>
            <source>Backups</source>
            <translation>备份</translation>
        </message>
        <message>
            <source>Backups are kept for days</source>
            <translation>备份保留天数</translation>
        </message>
        <message>
            <source>Because</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>Because: {reason}</source>
            <translation>理由：{reason}</translation>
        </message>
        <message>
            <source>Bed, name or id of the other encounter</source>
            <translation>另一就诊的床位、姓名或编号</translation>
        </message>
        <message>
            <source>Begin</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>Begin an encounter: Ctrl+N</source>
            <translation>新建就诊：Ctrl+N</translation>
        </message>
        <message>
            <source>Black, white and thick edges, also where the operating system asks for none.</source>
            <translation>黑白配色与粗边框，即使操作系统未要求。</translation>
        </message>
        <message>
            <source>Both read equally well.</source>
            <translation>两者同样易读。</translation>
        </message>
        <message>
            <source>Br&amp;ing in</source>
            <translation>导入(&amp;I)</translation>
        </message>
        <message>
            <source>Break the glass</source>
            <translation>紧急调阅</translation>
        </message>
        <message>
            <source>Bring in a table</source>
            <translation>导入表格</translation>
        </message>
        <message>
            <source>Broken glass</source>
            <translation>紧急调阅</translation>
        </message>
        <message>
            <source>Built</source>
            <translation>生成日期</translation>
        </message>
        <message>
            <source>Built lexicon</source>
            <translation>自建词库</translation>
        </message>
        <message>
            <source>Built lexicons</source>
            <translation>自建词库</translation>
        </message>
        <message>
            <source>Buttons and pedals</source>
            <translation>按钮与踏板</translation>
        </message>
        <message>
            <source>By which filter</source>
            <translation>使用的筛选条件</translation>
        </message>
        <message>
            <source>CDA (WS/T 500)</source>
            <translation>CDA（WS/T 500）</translation>
        </message>
        <message>
            <source>CPR start</source>
            <translation>开始心肺复苏</translation>
        </message>
        <message>
            <source>CPR start / stop</source>
            <translation>心肺复苏 开始/停止</translation>
        </message>
        <message>
            <source>CPR stop</source>
            <translation>停止心肺复苏</translation>
        </message>
        <message>
            <source>Came</source>
            <translation>到诊</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Cancel (Esc)</source>
            <translation>取消 (Esc)</translation>
        </message>
        <message>
            <source>Cancel all</source>
            <translation>全部取消</translation>
        </message>
        <message>
            <source>Cancel {name}</source>
            <translation>取消 {name}</translation>
        </message>
        <message>
            <source>Caps Lock is on.</source>
            <translation>大写锁定已打开。</translation>
        </message>
        <message>
            <source>Certificate of this workstation</source>
            <translation>本工作站的证书</translation>
        </message>
        <message>
            <source>Certificate shown to them</source>
            <translation>向其出示的证书</translation>
        </message>
        <message>
            <source>Change &amp;role…</source>
            <translation>更改角色(&amp;R)…</translation>
        </message>
        <message>
            <source>Change password and sign in</source>
            <translation>修改密码并登录</translation>
        </message>
        <message>
            <source>Change the role</source>
            <translation>更改角色</translation>
        </message>
        <message>
            <source>Changes and their reasons</source>
            <translation>更改及其理由</translation>
        </message>
        <message>
            <source>Change… (Ctrl+E)</source>
            <translation>更改… (Ctrl+E)</translation>
        </message>
        <message>
            <source>Check that nothing was altered</source>
            <translation>核查是否被改动</translation>
        </message>
        <message>
            <source>Checking…</source>
            <translation>正在核对…</translation>
        </message>
        <message>
            <source>Checkpoints, anchor and clock</source>
            <translation>检查点、锚点和时钟</translation>
        </message>
        <message>
            <source>Chest pain note</source>
            <translation>胸痛急诊记录</translation>
        </message>
        <message>
            <source>Chief complaint</source>
            <translation>主诉</translation>
        </message>
        <message>
            <source>Chinese is written in</source>
            <translation>中文字形</translation>
        </message>
        <message>
            <source>Choose</source>
            <translation>选择</translation>
        </message>
        <message>
            <source>Choose an event in the list first.</source>
            <translation>请先在列表中选择一个事件。</translation>
        </message>
        <message>
            <source>Choose the file…</source>
            <translation>选择文件…</translation>
        </message>
        <message>
            <source>Choose: {label}</source>
            <translation>选择：{label}</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
        <message>
            <source>Claim</source>
            <translation>认领</translation>
        </message>
        <message>
            <source>Claim…</source>
            <translation>认领…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close {label}</source>
            <translation>关闭 {label}</translation>
        </message>
        <message>
            <source>Co&amp;nfirm</source>
            <translation>确认(&amp;N)</translation>
        </message>
        <message>
            <source>Co-sign</source>
            <translation>会签</translation>
        </message>
        <message>
            <source>Co-signed by {name}, {at}</source>
            <translation>{name} 会签，{at}</translation>
        </message>
        <message>
            <source>Co-signed.</source>
            <translation>已会签。</translation>
        </message>
        <message>
            <source>Co-sign…</source>
            <translation>会签…</translation>
        </message>
        <message>
            <source>Code {code}, row {seq}, hash {hash}</source>
            <translation>代码 {code}，第 {seq} 行，哈希 {hash}</translation>
        </message>
        <message>
            <source>Code, or how it begins: NOTE-</source>
            <translation>代码或其开头：NOTE-</translation>
        </message>
        <message>
            <source>Code: {code}</source>
            <translation>编码：{code}</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>配色</translation>
        </message>
        <message>
            <source>Common store</source>
            <translation>公共数据库</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Compute on</source>
            <translation>运算设备</translation>
        </message>
        <message>
            <source>Condition and its changes</source>
            <translation>病情变化情况</translation>
        </message>
        <message>
            <source>Confirm</source>
            <translation>确认</translation>
        </message>
        <message>
            <source>Confirmed.</source>
            <translation>已确认。</translation>
        </message>
        <message>
            <source>Copied. It is taken off the clipboard after a minute.</source>
            <translation>已复制。一分钟后自动从剪贴板清除。</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy all</source>
            <translation>全部复制</translation>
        </message>
        <message>
            <source>Copy for the EMR</source>
            <translation>复制到电子病历</translation>
        </message>
        <message>
            <source>Copy the whole note for the EMR: Ctrl+Shift+C</source>
            <translation>复制整份病历到电子病历系统：Ctrl+Shift+C</translation>
        </message>
        <message>
            <source>Copy {section} for the EMR</source>
            <translation>复制“{section}”到电子病历</translation>
        </message>
        <message>
            <source>Corrections</source>
            <translation>更正</translation>
        </message>
        <message>
            <source>Corrections that you answered with “never again”. Your recordings keep these words.</source>
            <translation>您选择“不再更正”的更正。您的录音会保留这些原词。</translation>
        </message>
        <message>
            <source>Correct…</source>
            <translation>更正…</translation>
        </message>
        <message>
            <source>Course of observation</source>
            <translation>留观病程记录</translation>
        </message>
        <message>
            <source>Cycle {number}</source>
            <translation>第 {number} 周期</translation>
        </message>
        <message>
            <source>DOES NOT HOLD</source>
            <translation>不成立</translation>
        </message>
        <message>
            <source>Delete its sound for good</source>
            <translation>永久删除声音</translation>
        </message>
        <message>
            <source>Depar&amp;tment:</source>
            <translation>科室(&amp;T)：</translation>
        </message>
        <message>
            <source>Department</source>
            <translation>科室</translation>
        </message>
        <message>
            <source>Department of the new user</source>
            <translation>新用户的科室</translation>
        </message>
        <message>
            <source>Detail</source>
            <translation>详情</translation>
        </message>
        <message>
            <source>Disable the account</source>
            <translation>停用账户</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>丢弃</translation>
        </message>
        <message>
            <source>Discard…</source>
            <translation>丢弃…</translation>
        </message>
        <message>
            <source>Disposition</source>
            <translation>患者去向</translation>
        </message>
        <message>
            <source>Do &amp;not save</source>
            <translation>不保存(&amp;N)</translation>
        </message>
        <message>
            <source>Do again what was undone: Ctrl+Shift+Z</source>
            <translation>重做已撤销的操作：Ctrl+Shift+Z</translation>
        </message>
        <message>
            <source>Done. It can be undone where it says “stands for”.</source>
            <translation>完成。可在“代表”处撤销。</translation>
        </message>
        <message>
            <source>Dose table</source>
            <translation>剂量表</translation>
        </message>
        <message>
            <source>Doses in new notes are compared with it from now on.</source>
            <translation>此后新病历中的剂量将与其比对。</translation>
        </message>
        <message>
            <source>Doses: {count}</source>
            <translation>剂数：{count}</translation>
        </message>
        <message>
            <source>Dotted words with a ? are in doubt.</source>
            <translation>带点线和 ? 的词存疑。</translation>
        </message>
        <message>
            <source>Doubt {number} of {of}, at {time}</source>
            <translation>存疑 {number}/{of}，{time}</translation>
        </message>
        <message>
            <source>Doubted words give way to a term of the lexicon that fits the sound better.</source>
            <translation>存疑的词让位于词库中与声音更相符的术语。</translation>
        </message>
        <message>
            <source>Doubts are looked for…</source>
            <translation>正在查找存疑处…</translation>
        </message>
        <message>
            <source>Doubts: {left} (F8)</source>
            <translation>存疑：{left} (F8)</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>Draft: live text is written while it is said. The final text comes after Stop.</source>
            <translation>草稿：实时文字随说随写，停止后生成最终文本。</translation>
        </message>
        <message>
            <source>Draft; the final text comes after Stop.</source>
            <translation>草稿：停止后生成最终文本。</translation>
        </message>
        <message>
            <source>Drafts offered to you</source>
            <translation>移交给您的草稿</translation>
        </message>
        <message>
            <source>Drafts offered to you: {count}</source>
            <translation>移交给您的草稿：{count}</translation>
        </message>
        <message>
            <source>Drugs, numbers, negations, sides, alerts, questions and proposed corrections</source>
            <translation>药物、数值、否定、左右侧、提示、疑问和更正建议</translation>
        </message>
        <message>
            <source>ECG</source>
            <translation>心电图</translation>
        </message>
        <message>
            <source>ED course</source>
            <translation>急诊诊疗经过</translation>
        </message>
        <message>
            <source>ERScribe goes on</source>
            <translation>ERScribe 继续运行</translation>
        </message>
        <message>
            <source>ERScribe itself</source>
            <translation>ERScribe 自身</translation>
        </message>
        <message>
            <source>ERScribe {version}</source>
            <translation>ERScribe {version}</translation>
        </message>
        <message>
            <source>ERScribe: a keyword was heard</source>
            <translation>ERScribe：听到关键词</translation>
        </message>
        <message>
            <source>ERScribe: ready</source>
            <translation>ERScribe：就绪</translation>
        </message>
        <message>
            <source>ERScribe: recording</source>
            <translation>ERScribe：正在录音</translation>
        </message>
        <message>
            <source>ERScribe: writing the final text</source>
            <translation>ERScribe：正在生成最终文本</translation>
        </message>
        <message>
            <source>Each file</source>
            <translation>各个文件</translation>
        </message>
        <message>
            <source>Edit the sentence (Ctrl+E)</source>
            <translation>编辑句子 (Ctrl+E)</translation>
        </message>
        <message>
            <source>Emergency department note</source>
            <translation>急诊记录（通用）</translation>
        </message>
        <message>
            <source>Emergency observation record (China)</source>
            <translation>急诊留观病历</translation>
        </message>
        <message>
            <source>Emergency record (China)</source>
            <translation>急诊病历</translation>
        </message>
        <message>
            <source>Enable the account</source>
            <translation>启用账户</translation>
        </message>
        <message>
            <source>Encounter</source>
            <translation>就诊</translation>
        </message>
        <message>
            <source>Encounter {id}</source>
            <translation>就诊 {id}</translation>
        </message>
        <message>
            <source>Encounter's number</source>
            <translation>就诊编号</translation>
        </message>
        <message>
            <source>Encounters</source>
            <translation>就诊</translation>
        </message>
        <message>
            <source>End it now</source>
            <translation>立即结束</translation>
        </message>
        <message>
            <source>English</source>
            <translation>英语</translation>
        </message>
        <message>
            <source>English and Mandarin</source>
            <translation>英语和普通话</translation>
        </message>
        <message>
            <source>English: {counts}</source>
            <translation>英语：{counts}</translation>
        </message>
        <message>
            <source>Entered in error</source>
            <translation>误录</translation>
        </message>
        <message>
            <source>Entered in error…</source>
            <translation>标记为误录…</translation>
        </message>
        <message>
            <source>Entered twice…</source>
            <translation>重复登记…</translation>
        </message>
        <message>
            <source>Erase recordings</source>
            <translation>清除录音</translation>
        </message>
        <message>
            <source>Event</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>Events of the resuscitation, the newest first</source>
            <translation>抢救事件，最新在前</translation>
        </message>
        <message>
            <source>Events that were said</source>
            <translation>说到的事件</translation>
        </message>
        <message>
            <source>Every file of every model is as listed.</source>
            <translation>所有模型的所有文件均与清单一致。</translation>
        </message>
        <message>
            <source>Everything holds, from the sound to the audit log.</source>
            <translation>从声音到审计日志，全部核验无误。</translation>
        </message>
        <message>
            <source>Export service</source>
            <translation>导出服务</translation>
        </message>
        <message>
            <source>F</source>
            <translation>女</translation>
        </message>
        <message>
            <source>FHIR server for patients</source>
            <translation>查询患者的 FHIR 服务器</translation>
        </message>
        <message>
            <source>FHIR server for signed notes</source>
            <translation>接收已签名病历的 FHIR 服务器</translation>
        </message>
        <message>
            <source>Family history</source>
            <translation>家族史</translation>
        </message>
        <message>
            <source>Faster: F4</source>
            <translation>加快：F4</translation>
        </message>
        <message>
            <source>Fewer</source>
            <translation>收起</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Files done: {notes} notes written, {others} not.</source>
            <translation>文件处理完毕：生成 {notes} 份病历，{others} 个未生成。</translation>
        </message>
        <message>
            <source>Files in it</source>
            <translation>其中的文件</translation>
        </message>
        <message>
            <source>Files that are transcribed</source>
            <translation>正在转写的文件</translation>
        </message>
        <message>
            <source>Files: {over} of {all} done</source>
            <translation>文件：已完成 {over}/{all}</translation>
        </message>
        <message>
            <source>Fill in what stands in brackets, or delete it; Tab goes on.</source>
            <translation>填写方括号内的内容或将其删除；按 Tab 到下一处。</translation>
        </message>
        <message>
            <source>Final text differs from live text in 1 place: check it</source>
            <translation>最终文本与实时文字有 1 处不同，请核对</translation>
        </message>
        <message>
            <source>Final text differs from live text in {count} places: check them</source>
            <translation>最终文本与实时文字有 {count} 处不同，请核对</translation>
        </message>
        <message>
            <source>Final text, progress</source>
            <translation>最终文本的进度</translation>
        </message>
        <message>
            <source>Final text: {step}</source>
            <translation>最终文本：{step}</translation>
        </message>
        <message>
            <source>Find (Ctrl+F)</source>
            <translation>查找 (Ctrl+F)</translation>
        </message>
        <message>
            <source>Find a part or a licence</source>
            <translation>查找组件或许可证</translation>
        </message>
        <message>
            <source>Find in the transcript</source>
            <translation>在文字记录中查找</translation>
        </message>
        <message>
            <source>Finish</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>Finish all</source>
            <translation>全部完成</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>First day</source>
            <translation>起始日</translation>
        </message>
        <message>
            <source>Fixed for this machine ({file}).</source>
            <translation>本机已固定（{file}）。</translation>
        </message>
        <message>
            <source>Fixed for this machine by {who} ({file}).</source>
            <translation>本机已由 {who} 固定（{file}）。</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Folder for backups</source>
            <translation>备份文件夹</translation>
        </message>
        <message>
            <source>Folder for proofs of the audit log</source>
            <translation>审计日志证明的文件夹</translation>
        </message>
        <message>
            <source>Folder for signed notes</source>
            <translation>已签名病历的文件夹</translation>
        </message>
        <message>
            <source>Folder for the file</source>
            <translation>文件所存文件夹</translation>
        </message>
        <message>
            <source>Folder of a model to bring in</source>
            <translation>要导入的模型文件夹</translation>
        </message>
        <message>
            <source>Folders that will be looked into: {count}</source>
            <translation>将查看的文件夹：{count} 个</translation>
        </message>
        <message>
            <source>For</source>
            <translation>用途</translation>
        </message>
        <message>
            <source>For an EMR that looks into a folder.</source>
            <translation>供轮询文件夹的电子病历系统使用。</translation>
        </message>
        <message>
            <source>For emergencies: sound is kept, encrypted, and nothing is shown. A physician claims it later.</source>
            <translation>供紧急情况使用：声音加密保存，不显示任何内容；之后由医师认领。</translation>
        </message>
        <message>
            <source>For {name}, shown only now:</source>
            <translation>给 {name}，仅此刻显示：</translation>
        </message>
        <message>
            <source>Forward 5 seconds: F2</source>
            <translation>前进 5 秒：F2</translation>
        </message>
        <message>
            <source>From here on it is</source>
            <translation>从这里起是</translation>
        </message>
        <message>
            <source>From now on it is corrected again.</source>
            <translation>从现在起恢复更正。</translation>
        </message>
        <message>
            <source>From now on it is never written for you.</source>
            <translation>从现在起不会再为您写入该词条。</translation>
        </message>
        <message>
            <source>From the current utterance on it is they who speak</source>
            <translation>从当前语句起由此人说话</translation>
        </message>
        <message>
            <source>From the next start of ERScribe.</source>
            <translation>下次启动 ERScribe 时生效。</translation>
        </message>
        <message>
            <source>From: {source}</source>
            <translation>来源：{source}</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>GPU: none that is usable; ERScribe computes on the processor.</source>
            <translation>GPU：没有可用的；ERScribe 用处理器运算。</translation>
        </message>
        <message>
            <source>GPU: {names}</source>
            <translation>GPU：{names}</translation>
        </message>
        <message>
            <source>GPU: {names}; the recogniser cannot use it. See: {command}</source>
            <translation>GPU：{names}；识别模型无法使用。参见：{command}</translation>
        </message>
        <message>
            <source>Gets a number for a name; say who it is later</source>
            <translation>以编号代替姓名，稍后再补身份</translation>
        </message>
        <message>
            <source>Give up</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Given</source>
            <translation>已同意</translation>
        </message>
        <message>
            <source>Glass broken: you may read this patient's notes until {until} ({reason}). It is shown to those who watch over privacy.</source>
            <translation>紧急调阅中：您可在 {until} 之前阅读该患者的病历（{reason}）。此次调阅会报告给隐私监管人员。</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Go there</source>
            <translation>转到该处</translation>
        </message>
        <message>
            <source>Go to a sentence to see the words it rests on.</source>
            <translation>转到一个句子，查看其所依据的话语。</translation>
        </message>
        <message>
            <source>Go to its sentence</source>
            <translation>转到对应句子</translation>
        </message>
        <message>
            <source>Goes on where it was left; from the menu, at any time.</source>
            <translation>随时可从菜单继续上次的进度。</translation>
        </message>
        <message>
            <source>Groups of settings</source>
            <translation>设置分组</translation>
        </message>
        <message>
            <source>HL7 receiver</source>
            <translation>HL7 接收方</translation>
        </message>
        <message>
            <source>HL7 receiver for signed notes</source>
            <translation>接收已签名病历的 HL7 端</translation>
        </message>
        <message>
            <source>Hand it over in person. It is kept nowhere that it can be read again; if it is lost, make a new one.</source>
            <translation>请当面交付。此后无处可再读取；如遗失请重新生成。</translation>
        </message>
        <message>
            <source>Hand over this draft</source>
            <translation>移交此草稿</translation>
        </message>
        <message>
            <source>Hand over…</source>
            <translation>移交…</translation>
        </message>
        <message>
            <source>Hash</source>
            <translation>哈希</translation>
        </message>
        <message>
            <source>Hash before</source>
            <translation>前一哈希</translation>
        </message>
        <message>
            <source>Hear</source>
            <translation>收听</translation>
        </message>
        <message>
            <source>Hear it</source>
            <translation>收听</translation>
        </message>
        <message>
            <source>Hear its words</source>
            <translation>收听原话</translation>
        </message>
        <message>
            <source>Hear the words of this sentence: Ctrl+Alt+Space</source>
            <translation>收听此句的原话：Ctrl+Alt+Space</translation>
        </message>
        <message>
            <source>Hear {span}</source>
            <translation>收听 {span}</translation>
        </message>
        <message>
            <source>Heard</source>
            <translation>听到</translation>
        </message>
        <message>
            <source>Heard words</source>
            <translation>听到的词</translation>
        </message>
        <message>
            <source>Heard, never changed:</source>
            <translation>听到的原话（永不更改）：</translation>
        </message>
        <message>
            <source>Heard: {words}</source>
            <translation>听到：{words}</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <source>Hide this list</source>
            <translation>隐藏此列表</translation>
        </message>
        <message>
            <source>High contrast</source>
            <translation>高对比度</translation>
        </message>
        <message>
            <source>History and risk factors</source>
            <translation>既往史及危险因素</translation>
        </message>
        <message>
            <source>History of present illness</source>
            <translation>现病史</translation>
        </message>
        <message>
            <source>History of the note</source>
            <translation>病历历史</translation>
        </message>
        <message>
            <source>Holds</source>
            <translation>成立</translation>
        </message>
        <message>
            <source>How far it is verified</source>
            <translation>核验范围</translation>
        </message>
        <message>
            <source>How it calls itself</source>
            <translation>接收端自称</translation>
        </message>
        <message>
            <source>How it stands</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>How much more recording the disk takes</source>
            <translation>磁盘还能容纳多长的录音</translation>
        </message>
        <message>
            <source>How the name, the place or the encounter's id begins, or the whole patient number</source>
            <translation>姓名、位置或就诊编号的开头，或完整的患者编号</translation>
        </message>
        <message>
            <source>How the receiver shall know the ward or workstation.</source>
            <translation>接收方如何识别该病区或工作站。</translation>
        </message>
        <message>
            <source>I have &amp;read it</source>
            <translation>我已阅读(&amp;R)</translation>
        </message>
        <message>
            <source>I have seen this alert</source>
            <translation>我已看到此提示</translation>
        </message>
        <message>
            <source>I look into a complaint or an incident</source>
            <translation>我在调查投诉或不良事件</translation>
        </message>
        <message>
            <source>I stand in for a colleague</source>
            <translation>我替同事代班</translation>
        </message>
        <message>
            <source>I take it over</source>
            <translation>我接手</translation>
        </message>
        <message>
            <source>I take the patient over</source>
            <translation>我接手该患者</translation>
        </message>
        <message>
            <source>I treat this patient now</source>
            <translation>我正在救治该患者</translation>
        </message>
        <message>
            <source>I was asked for an opinion</source>
            <translation>我受邀会诊</translation>
        </message>
        <message>
            <source>IP addresses with commas between.</source>
            <translation>IP 地址，用英文逗号分隔。</translation>
        </message>
        <message>
            <source>Id of what it is about</source>
            <translation>对象编号</translation>
        </message>
        <message>
            <source>If heard wrong, as it was</source>
            <translation>若听错，应写作</translation>
        </message>
        <message>
            <source>Immunizations</source>
            <translation>预防接种史</translation>
        </message>
        <message>
            <source>In a clinical store, who may come in and what leaves is not changed in the window, but in this file, by whoever keeps the workstation.</source>
            <translation>在临床数据库中，谁可进入、什么可导出不在窗口中更改，而由工作站维护者在此文件中更改。</translation>
        </message>
        <message>
            <source>In force</source>
            <translation>生效中</translation>
        </message>
        <message>
            <source>In force: ERScribe always works with this one.</source>
            <translation>生效中：ERScribe 始终使用此模型。</translation>
        </message>
        <message>
            <source>In force: a larger one is here, but no GPU that would run it fast enough.</source>
            <translation>生效中：本机有更大的模型，但没有足够快的 GPU。</translation>
        </message>
        <message>
            <source>In force: no other recogniser is here. It is a demonstration model.</source>
            <translation>生效中：本机没有其他识别模型。这是演示模型。</translation>
        </message>
        <message>
            <source>In force: the largest recogniser here, and a GPU that runs it.</source>
            <translation>生效中：本机最大的识别模型，且有可运行它的 GPU。</translation>
        </message>
        <message>
            <source>In force: the settings name it.</source>
            <translation>生效中：由设置指定。</translation>
        </message>
        <message>
            <source>In the note: {text}</source>
            <translation>病历中：{text}</translation>
        </message>
        <message>
            <source>In their words</source>
            <translation>其原话</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>In your own words, at least {count} characters</source>
            <translation>请用自己的话说明，至少 {count} 个字</translation>
        </message>
        <message>
            <source>Insert the time (Ctrl+J)</source>
            <translation>插入时间 (Ctrl+J)</translation>
        </message>
        <message>
            <source>Is it whole?</source>
            <translation>是否完整？</translation>
        </message>
        <message>
            <source>Is the same person as</source>
            <translation>与此人为同一人</translation>
        </message>
        <message>
            <source>Is this the patient? Enter begins, Escape does not.</source>
            <translation>是这位患者吗？回车开始，Esc 取消。</translation>
        </message>
        <message>
            <source>It changes nothing of what is recognised.</source>
            <translation>它不改变任何识别结果。</translation>
        </message>
        <message>
            <source>It falls behind what is said; the final text comes later.</source>
            <translation>跟不上说话；最终文本会晚些出来。</translation>
        </message>
        <message>
            <source>It holds at once, on every workstation of this site.</source>
            <translation>立即在本机构所有工作站生效。</translation>
        </message>
        <message>
            <source>It is archived: two people of compliance can open it again.</source>
            <translation>已归档：须由两位病历质控人员重新打开。</translation>
        </message>
        <message>
            <source>It is final when your supervisor has signed it too.</source>
            <translation>上级医师会签后才最终生效。</translation>
        </message>
        <message>
            <source>It is not final before the supervisor has signed it too.</source>
            <translation>上级医师会签之前尚未最终生效。</translation>
        </message>
        <message>
            <source>It is recorded now; stop recording before you close it.</source>
            <translation>该就诊正在录音，请先停止录音再关闭。</translation>
        </message>
        <message>
            <source>It is right as it is written</source>
            <translation>所写无误</translation>
        </message>
        <message>
            <source>It is right as written (Ctrl+Enter)</source>
            <translation>所写无误 (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>It is said to be about another patient; compliance decides.</source>
            <translation>据称属于另一患者；由病历质控裁定。</translation>
        </message>
        <message>
            <source>It is the largest here, and this machine's GPU runs it.</source>
            <translation>这是本机最大的模型，且本机 GPU 可运行。</translation>
        </message>
        <message>
            <source>It is the only one here: a demonstration model, not for clinical use. A system administrator brings in a clinical one on the models page.</source>
            <translation>这是本机唯一的模型：演示模型，不可用于临床。系统管理员可在模型页导入临床模型。</translation>
        </message>
        <message>
            <source>It waits again and is sent now.</source>
            <translation>已重新排队，正在发送。</translation>
        </message>
        <message>
            <source>It was faint. Come nearer, or turn the microphone's level up.</source>
            <translation>声音太小。请靠近，或调高麦克风音量。</translation>
        </message>
        <message>
            <source>It was heard right (Ctrl+Enter)</source>
            <translation>听写正确 (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>It was none</source>
            <translation>并非提示</translation>
        </message>
        <message>
            <source>It was none (Ctrl+Backspace)</source>
            <translation>并非提示 (Ctrl+Backspace)</translation>
        </message>
        <message>
            <source>It was too loud and was cut off. Turn the microphone's level down.</source>
            <translation>声音过大被削波。请调低麦克风音量。</translation>
        </message>
        <message>
            <source>It was “{words}”</source>
            <translation>应为“{words}”</translation>
        </message>
        <message>
            <source>Its author may change the note again.</source>
            <translation>其作者可再次更改病历。</translation>
        </message>
        <message>
            <source>Its distinguished name.</source>
            <translation>其可分辨名称（DN）。</translation>
        </message>
        <message>
            <source>Its key</source>
            <translation>其私钥</translation>
        </message>
        <message>
            <source>Its name, or part of it. Nothing: what the operating system has chosen.</source>
            <translation>其名称或名称的一部分。留空：操作系统所选的设备。</translation>
        </message>
        <message>
            <source>Its numbers are unique under</source>
            <translation>编号的命名空间</translation>
        </message>
        <message>
            <source>Its password is in</source>
            <translation>其密码位于</translation>
        </message>
        <message>
            <source>Its token is in</source>
            <translation>其令牌位于</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>Keep the other one</source>
            <translation>保留另一个</translation>
        </message>
        <message>
            <source>Keep two seconds from before Record</source>
            <translation>保留按下录音前两秒</translation>
        </message>
        <message>
            <source>Keep what is in the field under the name on the left</source>
            <translation>以左侧名称保存输入框中的内容</translation>
        </message>
        <message>
            <source>Keep what is typed</source>
            <translation>保存所键入的内容</translation>
        </message>
        <message>
            <source>Keep what was heard (Ctrl+Backspace)</source>
            <translation>保留听到的原话 (Ctrl+Backspace)</translation>
        </message>
        <message>
            <source>Keeping the last words…</source>
            <translation>正在保存最后的话…</translation>
        </message>
        <message>
            <source>Keeping…</source>
            <translation>正在保存…</translation>
        </message>
        <message>
            <source>Kept as {name}.</source>
            <translation>已保存为 {name}。</translation>
        </message>
        <message>
            <source>Kept in {file}</source>
            <translation>保存在 {file}</translation>
        </message>
        <message>
            <source>Kept {time}</source>
            <translation>{time} 已保存</translation>
        </message>
        <message>
            <source>Key of the encounter</source>
            <translation>就诊代码</translation>
        </message>
        <message>
            <source>Key of the patient</source>
            <translation>患者代码</translation>
        </message>
        <message>
            <source>Keyword alerts</source>
            <translation>关键词提示</translation>
        </message>
        <message>
            <source>Keyword heard: {keyword}</source>
            <translation>听到关键词：{keyword}</translation>
        </message>
        <message>
            <source>Keyword heard: {keyword}, {time} ({at})</source>
            <translation>听到关键词：{keyword}，{time}（{at}）</translation>
        </message>
        <message>
            <source>Keywords heard</source>
            <translation>听到的关键词</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Kind of act</source>
            <translation>操作类别</translation>
        </message>
        <message>
            <source>Kind of file</source>
            <translation>文件类型</translation>
        </message>
        <message>
            <source>Known to the hospital</source>
            <translation>医院系统中已有</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Language and look</source>
            <translation>语言与外观</translation>
        </message>
        <message>
            <source>Language of the sentence</source>
            <translation>句子的语言</translation>
        </message>
        <message>
            <source>Language of the window</source>
            <translation>界面语言</translation>
        </message>
        <message>
            <source>Languages spoken</source>
            <translation>口述语言</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <source>Last day</source>
            <translation>截止日</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>稍后</translation>
        </message>
        <message>
            <source>Leave as it is</source>
            <translation>保持原样</translation>
        </message>
        <message>
            <source>Leave it as it was heard</source>
            <translation>保留听到的原话</translation>
        </message>
        <message>
            <source>Leave it for later</source>
            <translation>留待以后</translation>
        </message>
        <message>
            <source>Leave the final text for later? The sound and what is done are kept.</source>
            <translation>最终文本留待以后生成吗？声音和已完成的部分会保留。</translation>
        </message>
        <message>
            <source>Leave the signed note as it is</source>
            <translation>保持已签名病历不变</translation>
        </message>
        <message>
            <source>Leave them</source>
            <translation>不处理</translation>
        </message>
        <message>
            <source>Leave “{words}”</source>
            <translation>保留“{words}”</translation>
        </message>
        <message>
            <source>Left out: {what}</source>
            <translation>未加入：{what}</translation>
        </message>
        <message>
            <source>Less precision needs less memory. Choose another only if memory runs out.</source>
            <translation>精度越低占用内存越少。仅在内存不足时更改。</translation>
        </message>
        <message>
            <source>Let go to transcribe recordings: {count}</source>
            <translation>松开即转写录音：{count} 个</translation>
        </message>
        <message>
            <source>Let it be &amp;corrected again</source>
            <translation>恢复此更正(&amp;C)</translation>
        </message>
        <message>
            <source>Lexicon</source>
            <translation>词库</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Licence of the model</source>
            <translation>模型许可证</translation>
        </message>
        <message>
            <source>Licence: Apache-2.0. Everything runs on this workstation; nothing leaves it unless a setting says where. The voices that models were trained with permit it; each model's card names them.</source>
            <translation>许可证：Apache-2.0。一切在本工作站运行；除非设置指明去向，任何内容都不会离开本机。训练所用的声音均获许可，各模型卡中列明。</translation>
        </message>
        <message>
            <source>Likeness</source>
            <translation>相似度</translation>
        </message>
        <message>
            <source>Likewise; more voices are taken for these.</source>
            <translation>同上；更多的声音会归入这些人。</translation>
        </message>
        <message>
            <source>Line {line}: {reason}</source>
            <translation>第 {line} 行：{reason}</translation>
        </message>
        <message>
            <source>List of patients</source>
            <translation>患者名单</translation>
        </message>
        <message>
            <source>Live text is being made ready; recording does not wait for it.</source>
            <translation>实时文字正在准备；录音无需等待。</translation>
        </message>
        <message>
            <source>Live text, a draft</source>
            <translation>实时文字（草稿）</translation>
        </message>
        <message>
            <source>Live: {live} → Final: {final} at {time} ({kind})</source>
            <translation>实时：{live} → 最终：{final}，{time}（{kind}）</translation>
        </message>
        <message>
            <source>Lock</source>
            <translation>锁定</translation>
        </message>
        <message>
            <source>Locked: {name} ({role})</source>
            <translation>已锁定：{name}（{role}）</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>Login</source>
            <translation>登录名</translation>
        </message>
        <message>
            <source>Login of the colleague</source>
            <translation>同事的登录名</translation>
        </message>
        <message>
            <source>Login of the mail server is in</source>
            <translation>邮件服务器登录信息位于</translation>
        </message>
        <message>
            <source>Login of the new user</source>
            <translation>新用户的登录名</translation>
        </message>
        <message>
            <source>Look at a &amp;file…</source>
            <translation>查看文件(&amp;F)…</translation>
        </message>
        <message>
            <source>Look up</source>
            <translation>查询</translation>
        </message>
        <message>
            <source>Looking at this machine…</source>
            <translation>正在检查本机…</translation>
        </message>
        <message>
            <source>Looking at what you dropped…</source>
            <translation>正在查看您拖入的内容…</translation>
        </message>
        <message>
            <source>Looking for microphones…</source>
            <translation>正在查找麦克风…</translation>
        </message>
        <message>
            <source>Looking for this wristband…</source>
            <translation>正在查找此腕带…</translation>
        </message>
        <message>
            <source>Looking for what is in doubt…</source>
            <translation>正在查找存疑之处…</translation>
        </message>
        <message>
            <source>M</source>
            <translation>男</translation>
        </message>
        <message>
            <source>M 54, 8 mo F, a patient number, or # and the visit number</source>
            <translation>男54、8月女、患者编号，或 # 加就诊号</translation>
        </message>
        <message>
            <source>M&amp;icrophone:</source>
            <translation>麦克风(&amp;I)：</translation>
        </message>
        <message>
            <source>Machine's counter</source>
            <translation>本机计数</translation>
        </message>
        <message>
            <source>Mail addresses with commas between.</source>
            <translation>邮件地址，以逗号分隔。</translation>
        </message>
        <message>
            <source>Mail server</source>
            <translation>邮件服务器</translation>
        </message>
        <message>
            <source>Make a new second factor</source>
            <translation>重新登记第二重验证</translation>
        </message>
        <message>
            <source>Make this correction</source>
            <translation>作此更正</translation>
        </message>
        <message>
            <source>Mandarin</source>
            <translation>普通话</translation>
        </message>
        <message>
            <source>Mandarin: {counts}</source>
            <translation>普通话：{counts}</translation>
        </message>
        <message>
            <source>Mark (F9)</source>
            <translation>标记 (F9)</translation>
        </message>
        <message>
            <source>Mark all events that were said and not marked</source>
            <translation>标记所有说到而未标记的事件</translation>
        </message>
        <message>
            <source>Mark it</source>
            <translation>标记</translation>
        </message>
        <message>
            <source>Mark now</source>
            <translation>立即标记</translation>
        </message>
        <message>
            <source>Mark now; key {digit}</source>
            <translation>立即标记；按键 {digit}</translation>
        </message>
        <message>
            <source>Mark the chosen events as they were said</source>
            <translation>按所说标记选中的事件</translation>
        </message>
        <message>
            <source>Marked as entered in error; compliance decides.</source>
            <translation>已标记为误录；由病历质控裁定。</translation>
        </message>
        <message>
            <source>Marked as no alert.</source>
            <translation>已标记为非提示。</translation>
        </message>
        <message>
            <source>Marked by</source>
            <translation>标记人</translation>
        </message>
        <message>
            <source>Marks: {marks}</source>
            <translation>标记：{marks}</translation>
        </message>
        <message>
            <source>Medications</source>
            <translation>用药史</translation>
        </message>
        <message>
            <source>Message {id}</source>
            <translation>消息{id}</translation>
        </message>
        <message>
            <source>Microphone</source>
            <translation>麦克风</translation>
        </message>
        <message>
            <source>Microphone level</source>
            <translation>麦克风音量</translation>
        </message>
        <message>
            <source>Microphone: {name}</source>
            <translation>麦克风：{name}</translation>
        </message>
        <message>
            <source>Microphones: {names}</source>
            <translation>麦克风：{names}</translation>
        </message>
        <message>
            <source>Minute</source>
            <translation>分钟</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Model card</source>
            <translation>模型卡</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>More</source>
            <translation>更多</translation>
        </message>
        <message>
            <source>More than an hour has gone by.</source>
            <translation>已超过 1 小时。</translation>
        </message>
        <message>
            <source>More than {hours} hours have gone by!</source>
            <translation>已超过 {hours} 小时！</translation>
        </message>
        <message>
            <source>Move this sentence down: Alt+Down</source>
            <translation>将此句下移：Alt+Down</translation>
        </message>
        <message>
            <source>Move this sentence to another section</source>
            <translation>将此句移到其他章节</translation>
        </message>
        <message>
            <source>Move this sentence up: Alt+Up</source>
            <translation>将此句上移：Alt+Up</translation>
        </message>
        <message>
            <source>Move to</source>
            <translation>移到</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Name for the command</source>
            <translation>口令名称</translation>
        </message>
        <message>
            <source>Name of a text</source>
            <translation>文本名称</translation>
        </message>
        <message>
            <source>Name of the hospital</source>
            <translation>医院名称</translation>
        </message>
        <message>
            <source>Name of the new user</source>
            <translation>新用户的姓名</translation>
        </message>
        <message>
            <source>Name of this place</source>
            <translation>此处名称</translation>
        </message>
        <message>
            <source>Name of this speaker</source>
            <translation>此说话人的名称</translation>
        </message>
        <message>
            <source>Name or bed</source>
            <translation>姓名或床位</translation>
        </message>
        <message>
            <source>Name to sign in with there</source>
            <translation>在那里登录所用的名称</translation>
        </message>
        <message>
            <source>Name, bed, number</source>
            <translation>姓名、床位、编号</translation>
        </message>
        <message>
            <source>Name, number, place, age and sex of the patient</source>
            <translation>患者的姓名、编号、位置、年龄和性别</translation>
        </message>
        <message>
            <source>Names</source>
            <translation>名称数</translation>
        </message>
        <message>
            <source>Never again in what I record</source>
            <translation>我的录音中不再更正</translation>
        </message>
        <message>
            <source>Never correct these words so</source>
            <translation>这些词永不这样更正</translation>
        </message>
        <message>
            <source>Never in my department</source>
            <translation>本科室不再如此更正</translation>
        </message>
        <message>
            <source>Never in this note</source>
            <translation>此病历中不更正</translation>
        </message>
        <message>
            <source>Never in this section of what I record</source>
            <translation>在我今后记录的这一章节中不再如此更正</translation>
        </message>
        <message>
            <source>Never on this site</source>
            <translation>本机构永不更正</translation>
        </message>
        <message>
            <source>Never…</source>
            <translation>永不…</translation>
        </message>
        <message>
            <source>New</source>
            <translation>新建</translation>
        </message>
        <message>
            <source>New encounter</source>
            <translation>新建就诊</translation>
        </message>
        <message>
            <source>New notes are written with it from now on.</source>
            <translation>今后的新病历按此书写。</translation>
        </message>
        <message>
            <source>New password a&amp;gain</source>
            <translation>再次输入新密码(&amp;G)</translation>
        </message>
        <message>
            <source>New recordings are listened to for it from now on.</source>
            <translation>今后的新录音会监听此关键词。</translation>
        </message>
        <message>
            <source>Newest words ↓</source>
            <translation>最新文字 ↓</translation>
        </message>
        <message>
            <source>Next (F8)</source>
            <translation>下一处 (F8)</translation>
        </message>
        <message>
            <source>Next place</source>
            <translation>下一处</translation>
        </message>
        <message>
            <source>Next place (Enter)</source>
            <translation>下一处 (Enter)</translation>
        </message>
        <message>
            <source>No EMR is configured, so no note is sent: Settings, Signed notes to the EMR.</source>
            <translation>未配置电子病历系统，因此不会发送病历：设置，“已签名的病历发往电子病历系统”。</translation>
        </message>
        <message>
            <source>No concept has this name, and none sounds near: {term}</source>
            <translation>没有此名称的概念，也没有读音相近的：{term}</translation>
        </message>
        <message>
            <source>No copy of it is kept elsewhere; a second place can be named in the settings.</source>
            <translation>别处没有副本；可在设置中指定第二个位置。</translation>
        </message>
        <message>
            <source>No encounters yet. Ctrl+N begins one.</source>
            <translation>尚无就诊。按 Ctrl+N 新建。</translation>
        </message>
        <message>
            <source>No keyword heard.</source>
            <translation>未听到关键词。</translation>
        </message>
        <message>
            <source>No keyword was heard.</source>
            <translation>未听到关键词。</translation>
        </message>
        <message>
            <source>No microphone was found. Plug one in; ERScribe finds it at once.</source>
            <translation>未找到麦克风。插上后 ERScribe 会立即识别。</translation>
        </message>
        <message>
            <source>No name yet</source>
            <translation>尚无姓名</translation>
        </message>
        <message>
            <source>No recordings, left out: {count}</source>
            <translation>不是录音，未加入：{count} 个</translation>
        </message>
        <message>
            <source>No row is under a checkpoint yet.</source>
            <translation>尚无检查点覆盖任何一行。</translation>
        </message>
        <message>
            <source>No speech was found in it.</source>
            <translation>其中没有语音。</translation>
        </message>
        <message>
            <source>No values were heard.</source>
            <translation>未听到数值。</translation>
        </message>
        <message>
            <source>Nobody broke the glass in this time.</source>
            <translation>此期间无人紧急调阅。</translation>
        </message>
        <message>
            <source>Nobody has suggested a change.</source>
            <translation>没有人提出修改建议。</translation>
        </message>
        <message>
            <source>Nobody is known by this wristband. Compare, and begin.</source>
            <translation>医院系统中查不到此腕带。请核对后开始。</translation>
        </message>
        <message>
            <source>Nobody suggested anything.</source>
            <translation>没有人提出建议。</translation>
        </message>
        <message>
            <source>Nobody, as far as this log knows.</source>
            <translation>据此日志，无人看过。</translation>
        </message>
        <message>
            <source>Normal text</source>
            <translation>正常文字大小</translation>
        </message>
        <message>
            <source>Not an alarm system. Keywords that were heard; some are missed.</source>
            <translation>本系统不是报警系统，仅列出听到的关键词，可能有遗漏。</translation>
        </message>
        <message>
            <source>Not as listed: {names}. Do not use them; install them again.</source>
            <translation>与清单不符：{names}。请勿使用，重新安装。</translation>
        </message>
        <message>
            <source>Not everything holds. Do not rely on this note before it was looked into.</source>
            <translation>并非全部核验无误。查清之前请勿依据此病历。</translation>
        </message>
        <message>
            <source>Not in force.</source>
            <translation>未生效。</translation>
        </message>
        <message>
            <source>Not kept yet</source>
            <translation>尚未保存</translation>
        </message>
        <message>
            <source>Not looked at yet.</source>
            <translation>尚未查看。</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>暂不</translation>
        </message>
        <message>
            <source>Not placed in a section</source>
            <translation>未归入章节</translation>
        </message>
        <message>
            <source>Not saved yet.</source>
            <translation>尚未保存。</translation>
        </message>
        <message>
            <source>Not saved yet. Takes effect from the next start of ERScribe.</source>
            <translation>尚未保存。下次启动 ERScribe 时生效。</translation>
        </message>
        <message>
            <source>Not to be written</source>
            <translation>不应书写</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>病历</translation>
        </message>
        <message>
            <source>Note entered in error</source>
            <translation>误录病历</translation>
        </message>
        <message>
            <source>Note: {notice}</source>
            <translation>注意：{notice}</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>病历</translation>
        </message>
        <message>
            <source>Notes are kept for days</source>
            <translation>病历保留天数</translation>
        </message>
        <message>
            <source>Notes leave readable for whoever listens on the wire.</source>
            <translation>线路上的任何人都能读到病历。</translation>
        </message>
        <message>
            <source>Nothing begins like that among your encounters.</source>
            <translation>您的就诊中没有以此开头的。</translation>
        </message>
        <message>
            <source>Nothing changes; who asked may ask again.</source>
            <translation>没有任何变化；申请人可再次申请。</translation>
        </message>
        <message>
            <source>Nothing clinical is in doubt</source>
            <translation>没有临床存疑内容</translation>
        </message>
        <message>
            <source>Nothing is in doubt.</source>
            <translation>没有存疑内容。</translation>
        </message>
        <message>
            <source>Nothing of it is kept. Words are taken as doubtful here, as a recogniser that is not sure gives them. Numbers, sides and negations are never changed by terms.</source>
            <translation>不保存任何内容。此处的词按不确定处理，如同识别模型没有把握时给出的结果。数值、左右侧和否定绝不会被术语更改。</translation>
        </message>
        <message>
            <source>Nothing of yours is recorded: press Record, or type in the note.</source>
            <translation>您没有正在进行的录音：请按录音，或直接写入病历。</translation>
        </message>
        <message>
            <source>Nothing waits for a second person.</source>
            <translation>没有等待第二人处理的事项。</translation>
        </message>
        <message>
            <source>Nothing was heard. Is the microphone switched on, and the right one?</source>
            <translation>没有听到声音。麦克风是否打开、是否选对？</translation>
        </message>
        <message>
            <source>Nothing was recorded here.</source>
            <translation>此处没有录音。</translation>
        </message>
        <message>
            <source>Nothing was saved; one setting is not right.</source>
            <translation>未保存；有一项设置不正确。</translation>
        </message>
        <message>
            <source>Nothing was sent yet.</source>
            <translation>尚未发送任何内容。</translation>
        </message>
        <message>
            <source>Notices of alerts</source>
            <translation>提示的通知</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>OK</source>
            <translation>好</translation>
        </message>
        <message>
            <source>Observations are for receivers that know no documents.</source>
            <translation>不支持文档消息的接收端请选观察结果。</translation>
        </message>
        <message>
            <source>Of every recording. Helps to tell voices apart where it is known.</source>
            <translation>适用于每段录音。已知人数时有助于区分说话人。</translation>
        </message>
        <message>
            <source>Of what the number is</source>
            <translation>编号所属</translation>
        </message>
        <message>
            <source>Offer it</source>
            <translation>移交</translation>
        </message>
        <message>
            <source>Offer the chosen text of yours no longer</source>
            <translation>不再提供所选的个人文本</translation>
        </message>
        <message>
            <source>Offered to {login}.</source>
            <translation>已向 {login} 提出移交。</translation>
        </message>
        <message>
            <source>On another disk or a share, so that nobody can shorten the log unseen.</source>
            <translation>放在另一磁盘或共享上，以免有人暗中截短日志。</translation>
        </message>
        <message>
            <source>One mail address.</source>
            <translation>一个邮件地址。</translation>
        </message>
        <message>
            <source>One patient, entered twice</source>
            <translation>同一患者重复登记</translation>
        </message>
        <message>
            <source>One person asked for these; another one approves or refuses. Keys are changed by two administrators at a terminal: {command}</source>
            <translation>这些由一人申请，由另一人批准或驳回。更换密钥须两位管理员在终端进行：{command}</translation>
        </message>
        <message>
            <source>One-time &amp;code</source>
            <translation>一次性验证码(&amp;C)</translation>
        </message>
        <message>
            <source>One-time code</source>
            <translation>一次性验证码</translation>
        </message>
        <message>
            <source>Only a note that is signed, and co-signed where it must be, is copied.</source>
            <translation>只有已签名（必要时已会签）的病历才可复制。</translation>
        </message>
        <message>
            <source>Only to be read: {reason}</source>
            <translation>只读：{reason}</translation>
        </message>
        <message>
            <source>Only what is &amp;not filed yet</source>
            <translation>仅尚未归档的(&amp;N)</translation>
        </message>
        <message>
            <source>Only whoever keeps this workstation changes this.</source>
            <translation>仅工作站维护者可更改此项。</translation>
        </message>
        <message>
            <source>Open a note to hear its recording.</source>
            <translation>打开一份病历即可收听其录音。</translation>
        </message>
        <message>
            <source>Open an archived note</source>
            <translation>打开归档病历</translation>
        </message>
        <message>
            <source>Open encounters</source>
            <translation>打开的就诊</translation>
        </message>
        <message>
            <source>Open recordings</source>
            <translation>打开录音</translation>
        </message>
        <message>
            <source>Open the &amp;models page</source>
            <translation>打开模型页(&amp;M)</translation>
        </message>
        <message>
            <source>Opening the sound…</source>
            <translation>正在打开声音…</translation>
        </message>
        <message>
            <source>Or its address:</source>
            <translation>或其地址：</translation>
        </message>
        <message>
            <source>Other concepts that sound nearly as close</source>
            <translation>其他读音相近的概念</translation>
        </message>
        <message>
            <source>Other concepts that sound nearly as close:</source>
            <translation>其他读音相近的概念：</translation>
        </message>
        <message>
            <source>Other drug</source>
            <translation>其他药物</translation>
        </message>
        <message>
            <source>Other event</source>
            <translation>其他事件</translation>
        </message>
        <message>
            <source>Other user…</source>
            <translation>其他用户…</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Outgoing notes</source>
            <translation>发出的病历</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>Paediatric fever note</source>
            <translation>儿童发热急诊记录</translation>
        </message>
        <message>
            <source>Part</source>
            <translation>组件</translation>
        </message>
        <message>
            <source>Parts and their licences</source>
            <translation>组件及其许可证</translation>
        </message>
        <message>
            <source>Passphrase of that key is in</source>
            <translation>该私钥口令所在</translation>
        </message>
        <message>
            <source>Passphrase of the store's key is in</source>
            <translation>数据库密钥口令位于</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <source>Past medical history</source>
            <translation>既往史</translation>
        </message>
        <message>
            <source>Patient and encounter are known here by keys only: {patient}, {encounter}</source>
            <translation>患者和就诊在此仅以代码表示：{patient}、{encounter}</translation>
        </message>
        <message>
            <source>Patient n&amp;umber</source>
            <translation>患者编号(&amp;U)</translation>
        </message>
        <message>
            <source>Patient number</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Patient's number</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Patients from the EMR</source>
            <translation>来自电子病历系统的患者</translation>
        </message>
        <message>
            <source>Patients known to the hospital</source>
            <translation>医院系统中的患者</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Pause or resume: Ctrl+Alt+P</source>
            <translation>暂停或继续：Ctrl+Alt+P</translation>
        </message>
        <message>
            <source>Pause: Ctrl+Space</source>
            <translation>暂停：Ctrl+Space</translation>
        </message>
        <message>
            <source>Paused, nothing is recorded</source>
            <translation>已暂停，未在录音</translation>
        </message>
        <message>
            <source>Physical examination</source>
            <translation>体格检查</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Plain text</source>
            <translation>纯文本</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>处理计划</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <source>Play a sample</source>
            <translation>播放示例</translation>
        </message>
        <message>
            <source>Play from here</source>
            <translation>从此处播放</translation>
        </message>
        <message>
            <source>Play it again: Ctrl+Shift+P</source>
            <translation>重播：Ctrl+Shift+P</translation>
        </message>
        <message>
            <source>Play the selection over and over: Ctrl+Alt+L</source>
            <translation>循环播放所选：Ctrl+Alt+L</translation>
        </message>
        <message>
            <source>Play: Ctrl+Space</source>
            <translation>播放：Ctrl+Space</translation>
        </message>
        <message>
            <source>Pr&amp;opose</source>
            <translation>提议(&amp;O)</translation>
        </message>
        <message>
            <source>Pre-hospital care</source>
            <translation>院前急救</translation>
        </message>
        <message>
            <source>Precision of computing</source>
            <translation>运算精度</translation>
        </message>
        <message>
            <source>Press Play (Ctrl+Space) or choose a word to hear this recording. The audit log keeps that it was opened.</source>
            <translation>按播放 (Ctrl+Space) 或点选一个词收听此录音。审计日志会记录其被打开。</translation>
        </message>
        <message>
            <source>Press Record and speak: words appear here as they are said.</source>
            <translation>按“录音”并说话：文字会在此随说随现。</translation>
        </message>
        <message>
            <source>Press Record, drop recordings here, or press Ctrl+O.</source>
            <translation>按“录音”，把录音文件拖到此处，或按 Ctrl+O。</translation>
        </message>
        <message>
            <source>Previous (Shift+F8)</source>
            <translation>上一处 (Shift+F8)</translation>
        </message>
        <message>
            <source>Previous place</source>
            <translation>上一处</translation>
        </message>
        <message>
            <source>Previous place (Shift+Enter)</source>
            <translation>上一处 (Shift+Enter)</translation>
        </message>
        <message>
            <source>Primary survey</source>
            <translation>初步评估</translation>
        </message>
        <message>
            <source>Procedures</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>Processor: {name}, {cores} cores</source>
            <translation>处理器：{name}，{cores} 核</translation>
        </message>
        <message>
            <source>Proposal</source>
            <translation>提议</translation>
        </message>
        <message>
            <source>Proposals that wait</source>
            <translation>等待中的提议</translation>
        </message>
        <message>
            <source>Proxy to it</source>
            <translation>其代理</translation>
        </message>
        <message>
            <source>Proxy to the EMR</source>
            <translation>到电子病历系统的代理</translation>
        </message>
        <message>
            <source>Pulse check</source>
            <translation>检查脉搏</translation>
        </message>
        <message>
            <source>Put a mark at this moment: F9</source>
            <translation>在此刻做标记：F9</translation>
        </message>
        <message>
            <source>Put in a text by its name: {key}</source>
            <translation>按名称插入文本：{key}</translation>
        </message>
        <message>
            <source>Question: {asks}</source>
            <translation>疑问：{asks}</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>RED</source>
            <translation>红色</translation>
        </message>
        <message>
            <source>ROSC</source>
            <translation>自主循环恢复</translation>
        </message>
        <message>
            <source>Re&amp;view</source>
            <translation>复核(&amp;V)</translation>
        </message>
        <message>
            <source>Read now. It ends by itself after twelve seconds.</source>
            <translation>请现在朗读，十二秒后自动结束。</translation>
        </message>
        <message>
            <source>Read the notes</source>
            <translation>阅读病历</translation>
        </message>
        <message>
            <source>Read the sentence aloud, as you would speak to a colleague. Nothing of it is kept.</source>
            <translation>请像对同事说话那样朗读句子。不保存任何内容。</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>Ready, microphone open</source>
            <translation>就绪，麦克风已打开</translation>
        </message>
        <message>
            <source>Ready, opening microphone…</source>
            <translation>就绪，正在打开麦克风…</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>Reason for the proposal</source>
            <translation>提议理由</translation>
        </message>
        <message>
            <source>Reason: {reason}</source>
            <translation>理由：{reason}</translation>
        </message>
        <message>
            <source>Receivers of mails</source>
            <translation>邮件接收人</translation>
        </message>
        <message>
            <source>Recogniser</source>
            <translation>识别模型</translation>
        </message>
        <message>
            <source>Recognition</source>
            <translation>识别</translation>
        </message>
        <message>
            <source>Recommended: {name}.</source>
            <translation>推荐：{name}。</translation>
        </message>
        <message>
            <source>Record</source>
            <translation>录音</translation>
        </message>
        <message>
            <source>Record is for: {shown}</source>
            <translation>录音将归于：{shown}</translation>
        </message>
        <message>
            <source>Record or stop: Ctrl+Alt+R</source>
            <translation>录音或停止：Ctrl+Alt+R</translation>
        </message>
        <message>
            <source>Recorded time</source>
            <translation>已录时长</translation>
        </message>
        <message>
            <source>Recording</source>
            <translation>录音</translation>
        </message>
        <message>
            <source>Recording for: {whom}</source>
            <translation>正在录音，归于：{whom}</translation>
        </message>
        <message>
            <source>Recording goes on for {whom}.</source>
            <translation>继续为 {whom} 录音。</translation>
        </message>
        <message>
            <source>Recording goes on without an encounter, not for {shown}.</source>
            <translation>录音继续，但未关联就诊，不归于 {shown}。</translation>
        </message>
        <message>
            <source>Recording goes on.</source>
            <translation>录音仍在继续。</translation>
        </message>
        <message>
            <source>Recording goes on. Click the icon to see the window again.</source>
            <translation>录音继续。点击图标可重新显示窗口。</translation>
        </message>
        <message>
            <source>Recording over time</source>
            <translation>录音时间轴</translation>
        </message>
        <message>
            <source>Recording without an encounter: file it afterwards.</source>
            <translation>录音未关联就诊，请事后归档。</translation>
        </message>
        <message>
            <source>Recording without sign-in. Stop it here, or sign in.</source>
            <translation>未登录录音中。可在此停止，或登录。</translation>
        </message>
        <message>
            <source>Recording: stop it first, or close again to leave it recording in the background.</source>
            <translation>正在录音：请先停止，或再次关闭以在后台继续录音。</translation>
        </message>
        <message>
            <source>Recordings ({kinds})</source>
            <translation>录音（{kinds}）</translation>
        </message>
        <message>
            <source>Recordings are heard from</source>
            <translation>录音播放设备</translation>
        </message>
        <message>
            <source>Records and compliance</source>
            <translation>病历质控</translation>
        </message>
        <message>
            <source>Red alerts that nobody acknowledged: {count}.</source>
            <translation>无人知悉的红色提示：{count}。</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>已拒绝</translation>
        </message>
        <message>
            <source>Refused; nothing was changed.</source>
            <translation>已驳回；未作任何更改。</translation>
        </message>
        <message>
            <source>Register</source>
            <translation>登记</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>拒绝</translation>
        </message>
        <message>
            <source>Reject this suggestion</source>
            <translation>拒绝此建议</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>重命名…</translation>
        </message>
        <message>
            <source>Reset &amp;password…</source>
            <translation>重置密码(&amp;P)…</translation>
        </message>
        <message>
            <source>Reset the password</source>
            <translation>重置密码</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Resuscitation</source>
            <translation>抢救</translation>
        </message>
        <message>
            <source>Resuscitation measures</source>
            <translation>抢救措施</translation>
        </message>
        <message>
            <source>Resuscitation record (China)</source>
            <translation>抢救记录</translation>
        </message>
        <message>
            <source>Review of systems</source>
            <translation>系统回顾</translation>
        </message>
        <message>
            <source>Reworded by hand. What was heard:</source>
            <translation>已人工改写。听到的原话：</translation>
        </message>
        <message>
            <source>Rhythm check</source>
            <translation>检查心律</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Rows of the audit log</source>
            <translation>审计日志行</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>规则</translation>
        </message>
        <message>
            <source>Rule {rule}</source>
            <translation>规则 {rule}</translation>
        </message>
        <message>
            <source>Rules for passwords</source>
            <translation>密码规则</translation>
        </message>
        <message>
            <source>Rules of this site</source>
            <translation>本机构规则</translation>
        </message>
        <message>
            <source>Run the self-&amp;test</source>
            <translation>运行自检(&amp;T)</translation>
        </message>
        <message>
            <source>SANDBOX PROFILE: demonstration only</source>
            <translation>演示环境：仅供演示</translation>
        </message>
        <message>
            <source>SANDBOX PROFILE: demonstration only, not a patient record. Not an alarm system. For patients, make the first users: erscribe users init</source>
            <translation>演示环境：仅供演示，不是患者记录，也不是报警系统。用于患者前请创建首批用户：erscribe users init</translation>
        </message>
        <message>
            <source>Save (Ctrl+Enter)</source>
            <translation>保存 (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>Save a copy</source>
            <translation>保存副本</translation>
        </message>
        <message>
            <source>Save a copy…</source>
            <translation>保存副本…</translation>
        </message>
        <message>
            <source>Save as a table…</source>
            <translation>保存为表格…</translation>
        </message>
        <message>
            <source>Save chan&amp;ges</source>
            <translation>保存更改(&amp;G)</translation>
        </message>
        <message>
            <source>Save the file</source>
            <translation>保存文件</translation>
        </message>
        <message>
            <source>Saved as {path}.</source>
            <translation>已保存为 {path}。</translation>
        </message>
        <message>
            <source>Saved notes</source>
            <translation>已保存的病历</translation>
        </message>
        <message>
            <source>Say that this note is about another patient. Nobody can change it until compliance has decided. If they agree, it is kept but withheld from view.</source>
            <translation>声明此病历属于另一患者。病历质控裁定之前任何人都不能更改；若属实，将保留但不再显示。</translation>
        </message>
        <message>
            <source>Screen locks after seconds without use</source>
            <translation>无操作多少秒后锁屏</translation>
        </message>
        <message>
            <source>Se&amp;x</source>
            <translation>性别(&amp;X)</translation>
        </message>
        <message>
            <source>Search encounters</source>
            <translation>搜索就诊</translation>
        </message>
        <message>
            <source>Search users</source>
            <translation>搜索用户</translation>
        </message>
        <message>
            <source>Second &amp;factor…</source>
            <translation>第二重验证(&amp;F)…</translation>
        </message>
        <message>
            <source>Second factor</source>
            <translation>第二重验证</translation>
        </message>
        <message>
            <source>Second factor o&amp;ff…</source>
            <translation>关闭第二重验证(&amp;F)…</translation>
        </message>
        <message>
            <source>Secret for the authenticator:</source>
            <translation>验证器密钥：</translation>
        </message>
        <message>
            <source>Section it is for</source>
            <translation>所属章节</translation>
        </message>
        <message>
            <source>Security administrator</source>
            <translation>安全管理员</translation>
        </message>
        <message>
            <source>Seen</source>
            <translation>已阅</translation>
        </message>
        <message>
            <source>Self-test</source>
            <translation>自检</translation>
        </message>
        <message>
            <source>Self-test under way</source>
            <translation>自检进行中</translation>
        </message>
        <message>
            <source>Sen&amp;tence in:</source>
            <translation>句子语言(&amp;T)：</translation>
        </message>
        <message>
            <source>Send or cancel first what you have typed.</source>
            <translation>请先提交或取消已键入的内容。</translation>
        </message>
        <message>
            <source>Send the suggestion (Ctrl+Enter)</source>
            <translation>提交建议 (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>Send the transcript too</source>
            <translation>同时发送转写记录</translation>
        </message>
        <message>
            <source>Send there without encryption</source>
            <translation>不加密发送</translation>
        </message>
        <message>
            <source>Sender of mails</source>
            <translation>邮件发件人</translation>
        </message>
        <message>
            <source>Sentence to read</source>
            <translation>要朗读的句子</translation>
        </message>
        <message>
            <source>Sentence to try</source>
            <translation>要试的句子</translation>
        </message>
        <message>
            <source>Service account that looks</source>
            <translation>查询用的服务账户</translation>
        </message>
        <message>
            <source>Session</source>
            <translation>会话</translation>
        </message>
        <message>
            <source>Session ends after seconds without use</source>
            <translation>无操作多少秒后结束会话</translation>
        </message>
        <message>
            <source>Set-up, step {at} of {of}: {name}</source>
            <translation>设置向导，第 {at}/{of} 步：{name}</translation>
        </message>
        <message>
            <source>Shift+Enter: new line</source>
            <translation>Shift+Enter：换行</translation>
        </message>
        <message>
            <source>Shock</source>
            <translation>电击</translation>
        </message>
        <message>
            <source>Shocks: {count}</source>
            <translation>电击：{count} 次</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Show &amp;folder</source>
            <translation>显示文件夹(&amp;F)</translation>
        </message>
        <message>
            <source>Show ERScribe</source>
            <translation>显示 ERScribe</translation>
        </message>
        <message>
            <source>Show alerts on the desktop</source>
            <translation>在桌面显示提示</translation>
        </message>
        <message>
            <source>Show as one</source>
            <translation>合并显示</translation>
        </message>
        <message>
            <source>Show this encounter and another one as one, or undo that</source>
            <translation>将此就诊与另一就诊合并显示，或撤销合并</translation>
        </message>
        <message>
            <source>Show what is recorded</source>
            <translation>显示正在录音的就诊</translation>
        </message>
        <message>
            <source>Show what was heard below what is written</source>
            <translation>在所写内容下方显示听到的原话</translation>
        </message>
        <message>
            <source>Sign</source>
            <translation>签名</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>登录</translation>
        </message>
        <message>
            <source>Sign in on {workstation}.</source>
            <translation>在 {workstation} 上登录。</translation>
        </message>
        <message>
            <source>Sign in to keep a log; marks in the recording work without: F9</source>
            <translation>登录后才能保存抢救记录；录音标记无需登录：F9</translation>
        </message>
        <message>
            <source>Sign out</source>
            <translation>注销</translation>
        </message>
        <message>
            <source>Sign the addendum</source>
            <translation>签署补充</translation>
        </message>
        <message>
            <source>Sign the amendment</source>
            <translation>签署修订</translation>
        </message>
        <message>
            <source>Sign the amendment…</source>
            <translation>签署修订…</translation>
        </message>
        <message>
            <source>Sign this note</source>
            <translation>签署此病历</translation>
        </message>
        <message>
            <source>Sign-in</source>
            <translation>登录</translation>
        </message>
        <message>
            <source>Signed</source>
            <translation>已签名</translation>
        </message>
        <message>
            <source>Signed JSON</source>
            <translation>已签名的 JSON</translation>
        </message>
        <message>
            <source>Signed and amended</source>
            <translation>已签名并修订</translation>
        </message>
        <message>
            <source>Signed by {name}, {at}</source>
            <translation>{name} 签名，{at}</translation>
        </message>
        <message>
            <source>Signed in: {name} ({role})</source>
            <translation>已登录：{name}（{role}）</translation>
        </message>
        <message>
            <source>Signed notes go to the EMR by themselves, one patient's in order, and are tried again until they are filed. What was refused waits for you.</source>
            <translation>已签名的病历会自动发往电子病历系统，同一患者的按顺序发送，直到归档为止会不断重试。被拒收的等您处理。</translation>
        </message>
        <message>
            <source>Signed notes to the EMR</source>
            <translation>已签名病历发往电子病历系统</translation>
        </message>
        <message>
            <source>Signed.</source>
            <translation>已签名。</translation>
        </message>
        <message>
            <source>Sign…</source>
            <translation>签名…</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>起于</translation>
        </message>
        <message>
            <source>Since adrenaline</source>
            <translation>距上次肾上腺素</translation>
        </message>
        <message>
            <source>Since start</source>
            <translation>距开始</translation>
        </message>
        <message>
            <source>Since the first event</source>
            <translation>距首个事件</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Slower: F3</source>
            <translation>减慢：F3</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <source>Social history</source>
            <translation>个人史</translation>
        </message>
        <message>
            <source>Soft sound with alerts</source>
            <translation>提示时发出轻声</translation>
        </message>
        <message>
            <source>Some of fhir, hl7, cda, pdf, docx, with commas between.</source>
            <translation>fhir、hl7、cda、pdf、docx 中的若干项，用英文逗号分隔。</translation>
        </message>
        <message>
            <source>Some take effect from the next start of ERScribe.</source>
            <translation>部分设置在下次启动 ERScribe 时生效。</translation>
        </message>
        <message>
            <source>Somebody new</source>
            <translation>新的说话人</translation>
        </message>
        <message>
            <source>Somebody of another role decides about this.</source>
            <translation>由其他角色的人裁定。</translation>
        </message>
        <message>
            <source>Something is being recorded; stop it first, then try again.</source>
            <translation>正在录音；请先停止再重试。</translation>
        </message>
        <message>
            <source>Something is wrong with the model; run: {command}</source>
            <translation>模型有问题；请运行：{command}</translation>
        </message>
        <message>
            <source>Sor&amp;t by:</source>
            <translation>排序(&amp;T)：</translation>
        </message>
        <message>
            <source>Sort by</source>
            <translation>排序</translation>
        </message>
        <message>
            <source>Sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <source>Sound is kept for days</source>
            <translation>声音保留天数</translation>
        </message>
        <message>
            <source>Speaker {before} → {after}</source>
            <translation>说话人 {before} → {after}</translation>
        </message>
        <message>
            <source>Speaker {name}</source>
            <translation>说话人 {name}</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>速度</translation>
        </message>
        <message>
            <source>Start &amp;reading</source>
            <translation>开始朗读(&amp;R)</translation>
        </message>
        <message>
            <source>Start of the machine</source>
            <translation>本机启动</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>正在启动…</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>State of the clock</source>
            <translation>时钟状态</translation>
        </message>
        <message>
            <source>Still open: {count}. Settle each, or say why you sign all the same.</source>
            <translation>尚有 {count} 处未处理。请逐一处理，或说明为何仍要签名。</translation>
        </message>
        <message>
            <source>Stop recording</source>
            <translation>停止录音</translation>
        </message>
        <message>
            <source>Stop recording first, or drop the files on this window.</source>
            <translation>请先停止录音，或将文件拖到此窗口。</translation>
        </message>
        <message>
            <source>Stop recording first, or type the folder's path.</source>
            <translation>请先停止录音，或键入文件夹路径。</translation>
        </message>
        <message>
            <source>Stop recording first; then break the glass.</source>
            <translation>请先停止录音，再进行紧急调阅。</translation>
        </message>
        <message>
            <source>Stop recording first; then choose the file.</source>
            <translation>请先停止录音，再选择文件。</translation>
        </message>
        <message>
            <source>Store and directory</source>
            <translation>数据库与目录服务</translation>
        </message>
        <message>
            <source>Strike it out: Ctrl+Shift+Delete</source>
            <translation>划去：Ctrl+Shift+Delete</translation>
        </message>
        <message>
            <source>Strike out</source>
            <translation>划去</translation>
        </message>
        <message>
            <source>Su&amp;ggestions</source>
            <translation>建议(&amp;G)</translation>
        </message>
        <message>
            <source>Suggest other words to the author</source>
            <translation>向作者建议其他措辞</translation>
        </message>
        <message>
            <source>Suggest to take it out</source>
            <translation>建议删去</translation>
        </message>
        <message>
            <source>Suggestions</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>Suggestions of others</source>
            <translation>他人的建议</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>小结</translation>
        </message>
        <message>
            <source>Super&amp;visor:</source>
            <translation>上级医师(&amp;V)：</translation>
        </message>
        <message>
            <source>Super&amp;visor…</source>
            <translation>上级医师(&amp;V)…</translation>
        </message>
        <message>
            <source>Supervisor</source>
            <translation>上级医师</translation>
        </message>
        <message>
            <source>Switch user</source>
            <translation>切换用户</translation>
        </message>
        <message>
            <source>System administrator</source>
            <translation>系统管理员</translation>
        </message>
        <message>
            <source>T&amp;ry it</source>
            <translation>试一试(&amp;R)</translation>
        </message>
        <message>
            <source>TOO LOUD</source>
            <translation>声音过大</translation>
        </message>
        <message>
            <source>Tables (*.csv *.tsv *.txt)</source>
            <translation>表格 (*.csv *.tsv *.txt)</translation>
        </message>
        <message>
            <source>Take a time span out</source>
            <translation>导出某一时段</translation>
        </message>
        <message>
            <source>Take admissions (HL7 ADT) at</source>
            <translation>在此接收入院消息（HL7 ADT）</translation>
        </message>
        <message>
            <source>Take back</source>
            <translation>取回</translation>
        </message>
        <message>
            <source>Take it over</source>
            <translation>接手</translation>
        </message>
        <message>
            <source>Take out</source>
            <translation>删去</translation>
        </message>
        <message>
            <source>Take out “{before}”</source>
            <translation>删去“{before}”</translation>
        </message>
        <message>
            <source>Take over</source>
            <translation>采纳</translation>
        </message>
        <message>
            <source>Take over all</source>
            <translation>全部采纳</translation>
        </message>
        <message>
            <source>Take over this draft</source>
            <translation>接手此草稿</translation>
        </message>
        <message>
            <source>Take over: {draft}</source>
            <translation>接手：{draft}</translation>
        </message>
        <message>
            <source>Take over…</source>
            <translation>接手…</translation>
        </message>
        <message>
            <source>Take the chosen line back into the field; Ctrl+Z in the empty field: the last one</source>
            <translation>把选中的一行收回到输入框；输入框为空时按 Ctrl+Z 收回最后一行</translation>
        </message>
        <message>
            <source>Take the sentence out</source>
            <translation>删去此句</translation>
        </message>
        <message>
            <source>Take what is over off this list</source>
            <translation>从列表中移除已结束的项目</translation>
        </message>
        <message>
            <source>Taken out of the note</source>
            <translation>已从病历删去</translation>
        </message>
        <message>
            <source>Takes the last saved change back.</source>
            <translation>撤回最近一次保存的更改。</translation>
        </message>
        <message>
            <source>Tell others of</source>
            <translation>通知他人</translation>
        </message>
        <message>
            <source>Template of notes</source>
            <translation>病历模板</translation>
        </message>
        <message>
            <source>Temporary password:</source>
            <translation>临时密码：</translation>
        </message>
        <message>
            <source>Term never to be written</source>
            <translation>永不写入的词条</translation>
        </message>
        <message>
            <source>Term to look up</source>
            <translation>要查询的术语</translation>
        </message>
        <message>
            <source>Terms</source>
            <translation>术语</translation>
        </message>
        <message>
            <source>Terms and bans</source>
            <translation>词条与禁用项</translation>
        </message>
        <message>
            <source>Terms of this site</source>
            <translation>本机构术语</translation>
        </message>
        <message>
            <source>Terms to propose</source>
            <translation>提议的术语</translation>
        </message>
        <message>
            <source>Terms, with commas between</source>
            <translation>术语，以逗号分隔</translation>
        </message>
        <message>
            <source>Text of the licence</source>
            <translation>许可证全文</translation>
        </message>
        <message>
            <source>Text of this sentence</source>
            <translation>此句的文字</translation>
        </message>
        <message>
            <source>Texts to put in</source>
            <translation>可插入的文本</translation>
        </message>
        <message>
            <source>Texts…</source>
            <translation>文本…</translation>
        </message>
        <message>
            <source>That is few. Read it once more, nearer to the microphone; the model matters too.</source>
            <translation>听出的太少。请靠近麦克风再读一次；模型也有影响。</translation>
        </message>
        <message>
            <source>That was the last one; from the first one again.</source>
            <translation>这是最后一处；从第一处重新开始。</translation>
        </message>
        <message>
            <source>The addendum is signed.</source>
            <translation>补充已签署。</translation>
        </message>
        <message>
            <source>The age is a number, with mo, wk or d for months, weeks or days.</source>
            <translation>年龄为数字，月、周、天分别加 mo、wk、d。</translation>
        </message>
        <message>
            <source>The alert is acknowledged.</source>
            <translation>已知悉该提示。</translation>
        </message>
        <message>
            <source>The amendment is signed.</source>
            <translation>修订已签署。</translation>
        </message>
        <message>
            <source>The anchor file {path} reaches row {row}.</source>
            <translation>锚点文件 {path} 到第 {row} 行。</translation>
        </message>
        <message>
            <source>The audit log has a fault at row {row}: {what}. Change nothing on this machine, keep its anchor file and the last backup, and call the security administrator and whoever answers for privacy.</source>
            <translation>审计日志第 {row} 行有问题：{what}。请勿更改本机任何内容，保留锚点文件和最近的备份，并联系安全管理员和隐私负责人。</translation>
        </message>
        <message>
            <source>The audit log is kept for days</source>
            <translation>审计日志保留天数</translation>
        </message>
        <message>
            <source>The audit log is whole: {rows} rows, {checkpoints} checkpoints, anchored to row {anchored}. Of the {bare} rows since then a cut-off tail could not be seen.</source>
            <translation>审计日志完整：{rows} 行，{checkpoints} 个检查点，锚定到第 {anchored} 行。其后的 {bare} 行若末尾被截断则无法察觉。</translation>
        </message>
        <message>
            <source>The audit log was found changed at row {row}. Go on working; call the security administrator now.</source>
            <translation>发现审计日志第 {row} 行被改动。请继续工作，并立即联系安全管理员。</translation>
        </message>
        <message>
            <source>The audit log was written to a file.</source>
            <translation>审计日志已写入文件。</translation>
        </message>
        <message>
            <source>The author gets your suggestion; the note stays as it is until then.</source>
            <translation>作者会收到您的建议；在此之前病历保持不变。</translation>
        </message>
        <message>
            <source>The chosen event was marked by mistake; Ctrl+Z for the latest</source>
            <translation>所选事件系误标；最近一个可按 Ctrl+Z 撤回</translation>
        </message>
        <message>
            <source>The clock of this machine is {state}.</source>
            <translation>本机时钟{state}。</translation>
        </message>
        <message>
            <source>The corrected note takes the place of the signed one, which stays in the history.</source>
            <translation>更正后的病历取代已签名的病历，后者保留在历史中。</translation>
        </message>
        <message>
            <source>The correction is written.</source>
            <translation>更正已写入。</translation>
        </message>
        <message>
            <source>The current utterance is theirs</source>
            <translation>当前语句属于此人</translation>
        </message>
        <message>
            <source>The doubts could not be read</source>
            <translation>无法读取存疑内容</translation>
        </message>
        <message>
            <source>The draft is yours now.</source>
            <translation>草稿现在归您。</translation>
        </message>
        <message>
            <source>The event stays on screen and is tried again: {why}</source>
            <translation>事件留在屏幕上并会重试：{why}</translation>
        </message>
        <message>
            <source>The file is not encrypted, and leaves the program: who saved it is kept. Its name is the number of the note.</source>
            <translation>文件未加密，并离开本程序：会记录保存人。文件名为病历编号。</translation>
        </message>
        <message>
            <source>The file this note was made from</source>
            <translation>生成此病历的文件</translation>
        </message>
        <message>
            <source>The final text is being written. Click the icon to see the window again.</source>
            <translation>正在生成最终文本。点击图标可重新显示窗口。</translation>
        </message>
        <message>
            <source>The final text is being written: wait for it, or close again and finish it when ERScribe is next opened.</source>
            <translation>正在生成最终文本：请等待，或再次关闭，下次打开 ERScribe 时再完成。</translation>
        </message>
        <message>
            <source>The final text is written and the note saved.</source>
            <translation>最终文本已生成，病历已保存。</translation>
        </message>
        <message>
            <source>The hospital's directory</source>
            <translation>医院目录服务</translation>
        </message>
        <message>
            <source>The hospital's system has this visit for another patient: {what}. Ask who it is.</source>
            <translation>医院系统中此就诊号属于另一位患者：{what}。请核对身份。</translation>
        </message>
        <message>
            <source>The hospital's system says otherwise: {what}</source>
            <translation>医院系统的信息不同：{what}</translation>
        </message>
        <message>
            <source>The level is good (loudest: {level} dB).</source>
            <translation>音量合适（最大：{level} dB）。</translation>
        </message>
        <message>
            <source>The lexicon is being read…</source>
            <translation>正在读取词库…</translation>
        </message>
        <message>
            <source>The log has {rows} rows.</source>
            <translation>日志共 {rows} 行。</translation>
        </message>
        <message>
            <source>The log is looked through; go on working meanwhile.</source>
            <translation>正在核查日志；其间请继续工作。</translation>
        </message>
        <message>
            <source>The log is saved as {file}.</source>
            <translation>记录已保存为 {file}。</translation>
        </message>
        <message>
            <source>The microphone is being opened…</source>
            <translation>正在打开麦克风…</translation>
        </message>
        <message>
            <source>The microphone was kept; recordings use it from the next start.</source>
            <translation>麦克风已保存；下次启动起录音将使用它。</translation>
        </message>
        <message>
            <source>The model that writes down what is said.</source>
            <translation>将话语写成文字的模型。</translation>
        </message>
        <message>
            <source>The models are being loaded; the first time takes a while…</source>
            <translation>正在加载模型；首次需要一些时间…</translation>
        </message>
        <message>
            <source>The models that come with ERScribe are for demonstration, not for clinical use. Read every note against its sound; a keyword alert is never an alarm.</source>
            <translation>ERScribe 自带的模型仅供演示，不可用于临床。请对照声音核对每份病历；关键词提示绝不是报警。</translation>
        </message>
        <message>
            <source>The name of a sound output. Nothing: what the operating system has chosen.</source>
            <translation>声音输出设备的名称。留空：操作系统所选的设备。</translation>
        </message>
        <message>
            <source>The new user gets a temporary password, shown once here, and must change it at the first sign-in.</source>
            <translation>新用户会得到一个临时密码，仅在此显示一次，首次登录时必须修改。</translation>
        </message>
        <message>
            <source>The newest checkpoint covers it to row {row}, signed {at}.</source>
            <translation>最新检查点覆盖到第 {row} 行，签于 {at}。</translation>
        </message>
        <message>
            <source>The note</source>
            <translation>病历</translation>
        </message>
        <message>
            <source>The note has no sentence for these words.</source>
            <translation>病历中没有对应这些话的句子。</translation>
        </message>
        <message>
            <source>The note is changed; the words that were heard stay as they were.</source>
            <translation>病历已更改；听到的原话保持不变。</translation>
        </message>
        <message>
            <source>The note is withheld from view; its text is kept.</source>
            <translation>病历不再显示；其文字仍保留。</translation>
        </message>
        <message>
            <source>The password alone lets {name} in from now on.</source>
            <translation>今后 {name} 仅凭密码即可登录。</translation>
        </message>
        <message>
            <source>The password of {name} counts no more; a temporary one is shown once here, and they must change it at the next sign-in.</source>
            <translation>{name} 的密码不再有效；临时密码仅在此显示一次，下次登录时必须修改。</translation>
        </message>
        <message>
            <source>The patient does not want to be recorded, and the recording goes on. Stop it, unless your hospital's rules let you go on.</source>
            <translation>患者不愿被录音，而录音仍在进行。请停止，除非医院规定允许继续。</translation>
        </message>
        <message>
            <source>The processor alone is slower, and leaves the GPU to other programs.</source>
            <translation>仅用处理器较慢，但可把 GPU 留给其他程序。</translation>
        </message>
        <message>
            <source>The recording was deleted.</source>
            <translation>录音已删除。</translation>
        </message>
        <message>
            <source>The resuscitation ended {at}: its six hours are over, so it is marked as a late entry.</source>
            <translation>抢救于 {at} 结束：已超过六小时，故标记为补记。</translation>
        </message>
        <message>
            <source>The resuscitation ended {at}: {hours} h {minutes} min are left to sign.</source>
            <translation>抢救于 {at} 结束：距签名期限还有 {hours} 小时 {minutes} 分钟。</translation>
        </message>
        <message>
            <source>The same visit was entered twice</source>
            <translation>同一次就诊被登记了两次</translation>
        </message>
        <message>
            <source>The sample is being read…</source>
            <translation>正在读取示例…</translation>
        </message>
        <message>
            <source>The sample is being recognised…</source>
            <translation>正在识别示例…</translation>
        </message>
        <message>
            <source>The sections of a note, and their order.</source>
            <translation>病历的章节及其顺序。</translation>
        </message>
        <message>
            <source>The settings are as before.</source>
            <translation>设置未变。</translation>
        </message>
        <message>
            <source>The settings name it.</source>
            <translation>由设置指定。</translation>
        </message>
        <message>
            <source>The settings were saved.</source>
            <translation>设置已保存。</translation>
        </message>
        <message>
            <source>The six hours after the resuscitation are over; it ended {at}.</source>
            <translation>抢救结束后的六小时已过；抢救于 {at} 结束。</translation>
        </message>
        <message>
            <source>The sound output does not answer: choose another one, then play again.</source>
            <translation>声音输出没有响应：请另选设备后重新播放。</translation>
        </message>
        <message>
            <source>The speakers are changed; what was heard stays as it was.</source>
            <translation>说话人已更改；听到的原话保持不变。</translation>
        </message>
        <message>
            <source>The suggestion is accepted.</source>
            <translation>建议已采纳。</translation>
        </message>
        <message>
            <source>The suggestion is rejected.</source>
            <translation>建议已拒绝。</translation>
        </message>
        <message>
            <source>The supervisor of {name} is registered.</source>
            <translation>{name} 的上级医师已登记。</translation>
        </message>
        <message>
            <source>The text has no words at that time.</source>
            <translation>文本在该时刻没有文字。</translation>
        </message>
        <message>
            <source>The text is being read…</source>
            <translation>正在读取文字…</translation>
        </message>
        <message>
            <source>The text leaves the program: who copied it is kept. It is taken off the clipboard after a minute.</source>
            <translation>文字离开本程序：会记录复制人。一分钟后自动从剪贴板清除。</translation>
        </message>
        <message>
            <source>The two new passwords differ; type them again.</source>
            <translation>两次输入的新密码不一致，请重新输入。</translation>
        </message>
        <message>
            <source>The unknown patient is this one</source>
            <translation>未知患者就是此人</translation>
        </message>
        <message>
            <source>The visit is over. Nothing can be amended or added from then on, unless two people of compliance open the note again.</source>
            <translation>就诊已结束。此后不能再修订或补充，除非两位病历质控人员重新打开病历。</translation>
        </message>
        <message>
            <source>The words that were heard keep their times; they never change.</source>
            <translation>听到的原话保留其时间；永不更改。</translation>
        </message>
        <message>
            <source>The wrong tries of {name} are forgotten; they may try again at once.</source>
            <translation>已清除 {name} 的错误次数；可立即重试。</translation>
        </message>
        <message>
            <source>Their notes are filed to {whom}.</source>
            <translation>其病历归入 {whom}。</translation>
        </message>
        <message>
            <source>Their notes belong to no encounter.</source>
            <translation>其病历不属于任何就诊。</translation>
        </message>
        <message>
            <source>There is no anchor file yet; it comes with the first checkpoint.</source>
            <translation>尚无锚点文件；首个检查点时生成。</translation>
        </message>
        <message>
            <source>There is no recording among what you dropped.</source>
            <translation>拖入的内容中没有录音。</translation>
        </message>
        <message>
            <source>These files are no recordings; nothing will happen.</source>
            <translation>这些文件不是录音；不会执行任何操作。</translation>
        </message>
        <message>
            <source>They lie in memory only, and the window shows that it listens.</source>
            <translation>仅存于内存，且窗口会显示正在监听。</translation>
        </message>
        <message>
            <source>This barcode is no wristband. Type the number printed below it.</source>
            <translation>此条码不是腕带。请输入条码下方的号码。</translation>
        </message>
        <message>
            <source>This is the badge of a member of staff. Scan the patient's wristband.</source>
            <translation>这是工作人员的胸牌。请扫描患者腕带。</translation>
        </message>
        <message>
            <source>This is the barcode of a medicine or an article. Scan the wristband.</source>
            <translation>这是药品或物品的条码。请扫描腕带。</translation>
        </message>
        <message>
            <source>This is who it is</source>
            <translation>这就是此人</translation>
        </message>
        <message>
            <source>This machine</source>
            <translation>本机</translation>
        </message>
        <message>
            <source>This model has no card.</source>
            <translation>此模型没有模型卡。</translation>
        </message>
        <message>
            <source>This note is signed: here it is only read. Amend it beside the note.</source>
            <translation>此病历已签名：此处只读。请在病历旁进行修订。</translation>
        </message>
        <message>
            <source>This package brings no text of its licence; see its name above.</source>
            <translation>此软件包未附许可证全文；名称见上。</translation>
        </message>
        <message>
            <source>This sentence comes from a template; no words were heard for it.</source>
            <translation>此句来自模板；没有对应的原话。</translation>
        </message>
        <message>
            <source>This sentence of the note</source>
            <translation>病历中的这一句</translation>
        </message>
        <message>
            <source>This sentence was typed; no words were heard for it.</source>
            <translation>此句为键入；没有对应的原话。</translation>
        </message>
        <message>
            <source>This utterance belongs to</source>
            <translation>此语句属于</translation>
        </message>
        <message>
            <source>This was not said in the recording.</source>
            <translation>录音中没有说过此话。</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Time of death</source>
            <translation>死亡时间</translation>
        </message>
        <message>
            <source>Time span</source>
            <translation>时段</translation>
        </message>
        <message>
            <source>Time zone</source>
            <translation>时区</translation>
        </message>
        <message>
            <source>To be transcribed and filed to {whom}: {count}</source>
            <translation>将转写并归入 {whom}：{count} 个</translation>
        </message>
        <message>
            <source>To be transcribed, without an encounter: {count}</source>
            <translation>将转写，不关联就诊：{count} 个</translation>
        </message>
        <message>
            <source>To decide: {command}</source>
            <translation>裁定：{command}</translation>
        </message>
        <message>
            <source>To propose: {command}</source>
            <translation>提议：{command}</translation>
        </message>
        <message>
            <source>To what is being said (Ctrl+Shift+G)</source>
            <translation>转到正在说的话 (Ctrl+Shift+G)</translation>
        </message>
        <message>
            <source>Told to the family, and consent</source>
            <translation>病情告知及知情同意</translation>
        </message>
        <message>
            <source>Trainee</source>
            <translation>规培医师</translation>
        </message>
        <message>
            <source>Transcribe all {count}, once more</source>
            <translation>全部 {count} 个重新转写</translation>
        </message>
        <message>
            <source>Transcribe {count}</source>
            <translation>转写 {count} 个</translation>
        </message>
        <message>
            <source>Transcribed before, their notes are here already: {count}</source>
            <translation>以前转写过、病历已在此处：{count} 个</translation>
        </message>
        <message>
            <source>Transcript</source>
            <translation>文字记录</translation>
        </message>
        <message>
            <source>Trauma note</source>
            <translation>创伤急诊记录</translation>
        </message>
        <message>
            <source>Tries</source>
            <translation>次数</translation>
        </message>
        <message>
            <source>Try a sentence</source>
            <translation>试一个句子</translation>
        </message>
        <message>
            <source>Turn the second factor off</source>
            <translation>关闭第二重验证</translation>
        </message>
        <message>
            <source>Two patients are told of under this number. Ask who it is, and type the name.</source>
            <translation>此号码对应两位患者。请核对身份，并输入姓名。</translation>
        </message>
        <message>
            <source>Two people set these: one proposes, another one approves.</source>
            <translation>须两人设置：一人提议，另一人批准。</translation>
        </message>
        <message>
            <source>Two-minute cycle</source>
            <translation>两分钟周期</translation>
        </message>
        <message>
            <source>Type the text into the field first, with [slots] where it varies.</source>
            <translation>请先在输入框键入文本，可变部分用 [方括号]。</translation>
        </message>
        <message>
            <source>Type while somebody speaks; Enter puts it into the note at this moment.</source>
            <translation>可边听边键入；按 Enter 即按此刻写入病历。</translation>
        </message>
        <message>
            <source>Typed so far</source>
            <translation>已键入</translation>
        </message>
        <message>
            <source>Typed while recording</source>
            <translation>录音时键入</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Undo the last change of speakers</source>
            <translation>撤销最近一次说话人更改</translation>
        </message>
        <message>
            <source>Undo the last change of this note: Ctrl+Z</source>
            <translation>撤销此病历最近一次更改：Ctrl+Z</translation>
        </message>
        <message>
            <source>Undo: {id}</source>
            <translation>撤销：{id}</translation>
        </message>
        <message>
            <source>Unfinished</source>
            <translation>未完成</translation>
        </message>
        <message>
            <source>Universal time</source>
            <translation>协调世界时</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Unknown patient</source>
            <translation>未知患者</translation>
        </message>
        <message>
            <source>Unknown {number}</source>
            <translation>未知患者 {number}</translation>
        </message>
        <message>
            <source>Unloc&amp;k…</source>
            <translation>解锁(&amp;K)…</translation>
        </message>
        <message>
            <source>Unlock</source>
            <translation>解锁</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>至</translation>
        </message>
        <message>
            <source>Until a first administrator is made, ERScribe is a sandbox for made-up encounters only. To make the first administrator of a clinical store, at a terminal: {command}</source>
            <translation>在创建首位管理员之前，ERScribe 是仅供虚构就诊使用的演示环境。创建临床数据库首位管理员的终端命令：{command}</translation>
        </message>
        <message>
            <source>Use the &amp;best that is here</source>
            <translation>使用本机最佳模型(&amp;B)</translation>
        </message>
        <message>
            <source>Users</source>
            <translation>用户</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Values</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Verify and export</source>
            <translation>核验与导出</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Vital signs</source>
            <translation>生命体征</translation>
        </message>
        <message>
            <source>Vocabularies that this site is licensed for become a lexicon with the command erscribe lexicon build. What is built stays on this site’s machines.</source>
            <translation>本单位已获许可的词表可用命令 erscribe lexicon build 生成词库。生成的词库只留在本单位的机器上。</translation>
        </message>
        <message>
            <source>WRONG PATIENT? You see {shown}. Recording is for {whom}.</source>
            <translation>患者不符？您看到的是 {shown}，录音归于 {whom}。</translation>
        </message>
        <message>
            <source>Web address for alerts</source>
            <translation>接收提示的网址</translation>
        </message>
        <message>
            <source>Weigh hypotheses by language</source>
            <translation>按语言权衡候选</translation>
        </message>
        <message>
            <source>Weigh terms by their sound</source>
            <translation>按声音权衡术语</translation>
        </message>
        <message>
            <source>What</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>What ERScribe found to work with.</source>
            <translation>ERScribe 检测到的运行条件。</translation>
        </message>
        <message>
            <source>What adds to the lexicon of ERScribe: erscribe lexicon build. None is needed.</source>
            <translation>在 ERScribe 自带词库之外补充的词库：erscribe lexicon build。可以不用。</translation>
        </message>
        <message>
            <source>What else can be done with this note</source>
            <translation>对此病历的其他操作</translation>
        </message>
        <message>
            <source>What is in doubt</source>
            <translation>存疑内容</translation>
        </message>
        <message>
            <source>What is known of the patient</source>
            <translation>患者已知信息</translation>
        </message>
        <message>
            <source>What is not as usual, with commas between: f1=mark, play=nothing, key:F13=talk for a pedal that sends keys.</source>
            <translation>与默认不同之处，以逗号分隔：f1=mark, play=nothing, key:F13=talk（用于发送按键的踏板）。</translation>
        </message>
        <message>
            <source>What is noted of the event</source>
            <translation>事件备注</translation>
        </message>
        <message>
            <source>What is on its way to the EMR</source>
            <translation>正在发往电子病历系统的内容</translation>
        </message>
        <message>
            <source>What is signed stays as it is signed</source>
            <translation>已签名的内容保持不变</translation>
        </message>
        <message>
            <source>What it answers</source>
            <translation>应答方式</translation>
        </message>
        <message>
            <source>What it takes</source>
            <translation>接收的消息</translation>
        </message>
        <message>
            <source>What this sentence rests on</source>
            <translation>此句的依据</translation>
        </message>
        <message>
            <source>What to add</source>
            <translation>要补充的内容</translation>
        </message>
        <message>
            <source>What waits for a second person</source>
            <translation>等待第二人处理的事项</translation>
        </message>
        <message>
            <source>What was found. The set-up can be run again from the menu.</source>
            <translation>检测结果。可从菜单再次运行设置向导。</translation>
        </message>
        <message>
            <source>What was heard is kept.</source>
            <translation>已保留听到的原话。</translation>
        </message>
        <message>
            <source>What was said in this note: check each event before you take it over.</source>
            <translation>本病历中说到的事件：逐条核对后再采纳。</translation>
        </message>
        <message>
            <source>What was said in this note; of a file not recorded here nothing is marked.</source>
            <translation>本病历中说到的事件；非本机录制的文件不作标记。</translation>
        </message>
        <message>
            <source>What went wrong</source>
            <translation>出错原因</translation>
        </message>
        <message>
            <source>What you write is added below the note and signed. The note itself is not changed.</source>
            <translation>您所写的内容会附在病历下方并签名。病历本身不变。</translation>
        </message>
        <message>
            <source>Whatever the recogniser writes is brought into this script.</source>
            <translation>识别结果统一转换为此字形。</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Where it is heard</source>
            <translation>播放位置</translation>
        </message>
        <message>
            <source>Where it was spoken last</source>
            <translation>最近说到的位置</translation>
        </message>
        <message>
            <source>Where names and numbers are looked up. https only.</source>
            <translation>在此查询姓名和编号。仅限 https。</translation>
        </message>
        <message>
            <source>Where the model comes from</source>
            <translation>模型来源</translation>
        </message>
        <message>
            <source>Where to</source>
            <translation>去向</translation>
        </message>
        <message>
            <source>Where users are looked up</source>
            <translation>查询用户的位置</translation>
        </message>
        <message>
            <source>Whether it says apart that it got a message and that it filed it.</source>
            <translation>是否分别应答“已收到”和“已归档”。</translation>
        </message>
        <message>
            <source>Which encounters</source>
            <translation>哪些就诊</translation>
        </message>
        <message>
            <source>Which keyword alerts leave the window at all.</source>
            <translation>哪些关键词提示会发到窗口之外。</translation>
        </message>
        <message>
            <source>Which other encounter is the same visit? Its bed, name or id:</source>
            <translation>哪一次就诊是同一次？请输入其床位、姓名或编号：</translation>
        </message>
        <message>
            <source>While the window is open: each hour, and when somebody signs out. Encrypted.</source>
            <translation>窗口打开期间每小时一次，以及有人注销时。已加密。</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>何人</translation>
        </message>
        <message>
            <source>Who is it?</source>
            <translation>这是谁？</translation>
        </message>
        <message>
            <source>Who issued its certificate</source>
            <translation>其证书颁发者</translation>
        </message>
        <message>
            <source>Who issued their certificates</source>
            <translation>其证书的签发者</translation>
        </message>
        <message>
            <source>Who may send them</source>
            <translation>允许的发送方</translation>
        </message>
        <message>
            <source>Who read a record without being assigned to it. Each should be plausible; ask where it is not.</source>
            <translation>非责任人员阅读病历的记录。每一条都应合理；如有疑问请询问。</translation>
        </message>
        <message>
            <source>Who saw a patient</source>
            <translation>谁看过某患者</translation>
        </message>
        <message>
            <source>Who saw it, when and why</source>
            <translation>谁、何时、为何看过</translation>
        </message>
        <message>
            <source>Who took part</source>
            <translation>参加抢救人员</translation>
        </message>
        <message>
            <source>Who: login, name or id</source>
            <translation>何人：登录名、姓名或编号</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>Why (optional)</source>
            <translation>理由（可选）</translation>
        </message>
        <message>
            <source>Why it is corrected</source>
            <translation>更正理由</translation>
        </message>
        <message>
            <source>Why nobody wants it</source>
            <translation>为何不需要</translation>
        </message>
        <message>
            <source>Why you sign in spite of what is open; it is kept</source>
            <translation>仍要签名的理由；会被记录</translation>
        </message>
        <message>
            <source>Why you suggest it</source>
            <translation>建议理由</translation>
        </message>
        <message>
            <source>Why, for who decides</source>
            <translation>理由（供裁定者参考）</translation>
        </message>
        <message>
            <source>With a supervisor {name} is a trainee, and what they sign waits for the supervisor's signature; with nobody they are no trainee.</source>
            <translation>指定上级医师后 {name} 为规培医师，其签名的病历须等待上级会签；不指定则不是规培医师。</translation>
        </message>
        <message>
            <source>With both, ERScribe decides anew for each stretch of speech.</source>
            <translation>选择两者时，ERScribe 对每段语音分别判断。</translation>
        </message>
        <message>
            <source>With speakers, as a document of its own.</source>
            <translation>带说话人，作为单独的文档。</translation>
        </message>
        <message>
            <source>With {login} in it.</source>
            <translation>其中须含 {login}。</translation>
        </message>
        <message>
            <source>Withdrawn</source>
            <translation>已撤回</translation>
        </message>
        <message>
            <source>Without a GPU everything works, and small models keep up with speech.</source>
            <translation>没有 GPU 也能运行，小模型可跟上语速。</translation>
        </message>
        <message>
            <source>Word document</source>
            <translation>Word 文档</translation>
        </message>
        <message>
            <source>Workstation</source>
            <translation>工作站</translation>
        </message>
        <message>
            <source>Write &amp;CSV</source>
            <translation>写出 CSV(&amp;C)</translation>
        </message>
        <message>
            <source>Write &amp;FHIR AuditEvents</source>
            <translation>写出 FHIR AuditEvent(&amp;F)</translation>
        </message>
        <message>
            <source>Write &amp;JSON lines</source>
            <translation>写出 JSON 行(&amp;J)</translation>
        </message>
        <message>
            <source>Write down: {words}</source>
            <translation>记下：{words}</translation>
        </message>
        <message>
            <source>Write it (Ctrl+Enter)</source>
            <translation>写入 (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>Write “{after}”</source>
            <translation>写入“{after}”</translation>
        </message>
        <message>
            <source>Write “{words}”</source>
            <translation>写作“{words}”</translation>
        </message>
        <message>
            <source>Write “{words}” again</source>
            <translation>重新写作“{words}”</translation>
        </message>
        <message>
            <source>Written</source>
            <translation>书写</translation>
        </message>
        <message>
            <source>Written for ERScribe, Apache-2.0; ICD-10-CM codes are in the public domain. It is no formulary and no source for prescribing.</source>
            <translation>为 ERScribe 编写，Apache-2.0；ICD-10-CM 编码属公有领域。不是药物手册，不可作为处方依据。</translation>
        </message>
        <message>
            <source>Written from the recording for {name}, {at}</source>
            <translation>由 {name} 的录音生成，{at}</translation>
        </message>
        <message>
            <source>Written to {path}. It may tell of patients by keys; keep it as a record.</source>
            <translation>已写入 {path}。其中可能以代码涉及患者；请按记录保管。</translation>
        </message>
        <message>
            <source>You are amending a signed note. Nothing is kept before you sign the amendment.</source>
            <translation>您正在修订已签名的病历。签署修订之前不会保存任何内容。</translation>
        </message>
        <message>
            <source>You are not assigned to this patient. You may read their notes for {hours} hours when care needs it. That you did, and why, is kept and shown to those who watch over privacy.</source>
            <translation>您不是该患者的责任医护人员。诊疗需要时，您可在 {hours} 小时内阅读其病历。此次调阅及其理由会被记录，并报告给隐私监管人员。</translation>
        </message>
        <message>
            <source>You are the author of this draft now.</source>
            <translation>您现在是此草稿的作者。</translation>
        </message>
        <message>
            <source>You ask that nobody's recordings are corrected so. Compliance reads the words of the correction and decides. This note stays as it is.</source>
            <translation>您申请任何人的录音都不再这样更正。病历质控会查看更正的词并裁定。此病历保持不变。</translation>
        </message>
        <message>
            <source>You ask that nobody's recordings in your department are corrected so. Compliance reads the words of the correction and decides. This note stays as it is.</source>
            <translation>您申请本科室任何人的录音都不再如此更正。合规人员会查看该更正的文字并作出决定。本病历保持不变。</translation>
        </message>
        <message>
            <source>You asked for this yourself; somebody else decides.</source>
            <translation>这是您本人的申请；由他人裁定。</translation>
        </message>
        <message>
            <source>You moved away, so the text no longer follows the sound</source>
            <translation>您已移开，文字不再跟随声音</translation>
        </message>
        <message>
            <source>You scrolled up, so the text no longer follows</source>
            <translation>您已向上滚动，文字不再跟随</translation>
        </message>
        <message>
            <source>You sign what {name} wrote, as their supervisor. With your signature the note is final.</source>
            <translation>您以上级医师身份签署 {name} 书写的病历。签名后病历最终生效。</translation>
        </message>
        <message>
            <source>You stay its author until the colleague takes it. From then on they write and sign it, and you read it.</source>
            <translation>同事接手之前您仍是作者。此后由对方书写和签名，您只能阅读。</translation>
        </message>
        <message>
            <source>Your &amp;password</source>
            <translation>您的密码(&amp;P)</translation>
        </message>
        <message>
            <source>Your &amp;password again:</source>
            <translation>再次输入您的密码(&amp;P)：</translation>
        </message>
        <message>
            <source>Your bans hold from now on.</source>
            <translation>您的禁用项现已生效。</translation>
        </message>
        <message>
            <source>Your password</source>
            <translation>您的密码</translation>
        </message>
        <message>
            <source>Your password must be changed: type a new one twice.</source>
            <translation>您的密码必须修改：请输入两次新密码。</translation>
        </message>
        <message>
            <source>Your vetoes</source>
            <translation>您的禁用更正</translation>
        </message>
        <message>
            <source>Your words are being recognised…</source>
            <translation>正在识别您的话…</translation>
        </message>
        <message>
            <source>[grey, in brackets …] may still change.</source>
            <translation>[灰色、方括号中 …] 的内容可能还会变化。</translation>
        </message>
        <message>
            <source>a blood pressure</source>
            <translation>血压</translation>
        </message>
        <message>
            <source>a correction is proposed</source>
            <translation>有一处更正建议</translation>
        </message>
        <message>
            <source>a decimal number</source>
            <translation>小数</translation>
        </message>
        <message>
            <source>a grade</source>
            <translation>分级</translation>
        </message>
        <message>
            <source>a kind that is not known</source>
            <translation>未知的类别</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>a number with its unit</source>
            <translation>带单位的数字</translation>
        </message>
        <message>
            <source>a percentage</source>
            <translation>百分比</translation>
        </message>
        <message>
            <source>a red keyword alert was not acknowledged</source>
            <translation>有一条红色关键词提示未知悉</translation>
        </message>
        <message>
            <source>a score</source>
            <translation>评分</translation>
        </message>
        <message>
            <source>a temperature</source>
            <translation>体温</translation>
        </message>
        <message>
            <source>a term of this site already</source>
            <translation>已是本单位的词条</translation>
        </message>
        <message>
            <source>a time of day</source>
            <translation>时刻</translation>
        </message>
        <message>
            <source>a year</source>
            <translation>年份</translation>
        </message>
        <message>
            <source>abbreviations</source>
            <translation>缩写</translation>
        </message>
        <message>
            <source>about a minute left</source>
            <translation>约剩 1 分钟</translation>
        </message>
        <message>
            <source>about {minutes} min left</source>
            <translation>约剩 {minutes} 分钟</translation>
        </message>
        <message>
            <source>acknowledged</source>
            <translation>已确认</translation>
        </message>
        <message>
            <source>acknowledged an alert</source>
            <translation>知悉提示</translation>
        </message>
        <message>
            <source>acknowledged by {name}</source>
            <translation>{name} 已知悉</translation>
        </message>
        <message>
            <source>acknowledged while it was recorded</source>
            <translation>录音时已知悉</translation>
        </message>
        <message>
            <source>acts that waited for the log were damaged</source>
            <translation>等待写入日志的操作记录损坏</translation>
        </message>
        <message>
            <source>added to a signed note</source>
            <translation>补充已签名病历</translation>
        </message>
        <message>
            <source>addendum</source>
            <translation>补充记录</translation>
        </message>
        <message>
            <source>addendum signed</source>
            <translation>补充已签署</translation>
        </message>
        <message>
            <source>adrenaline every</source>
            <translation>肾上腺素间隔</translation>
        </message>
        <message>
            <source>age {value}</source>
            <translation>年龄 {value}</translation>
        </message>
        <message>
            <source>alert</source>
            <translation>提示</translation>
        </message>
        <message>
            <source>all but what was done</source>
            <translation>除已执行外的全部</translation>
        </message>
        <message>
            <source>all of it</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>all of yours</source>
            <translation>您的全部</translation>
        </message>
        <message>
            <source>also told of another patient: {name}, {number}</source>
            <translation>同号另一位患者：{name}，{number}</translation>
        </message>
        <message>
            <source>amber alerts</source>
            <translation>黄色提示</translation>
        </message>
        <message>
            <source>ambiguous: never matched alone</source>
            <translation>有歧义：从不单独匹配</translation>
        </message>
        <message>
            <source>amended a signed note</source>
            <translation>修订已签名病历</translation>
        </message>
        <message>
            <source>amended and signed</source>
            <translation>已修订并签名</translation>
        </message>
        <message>
            <source>amendment</source>
            <translation>修改</translation>
        </message>
        <message>
            <source>an age</source>
            <translation>年龄</translation>
        </message>
        <message>
            <source>an ordinary word of the language</source>
            <translation>是日常用语中的普通词</translation>
        </message>
        <message>
            <source>an unknown login</source>
            <translation>未知登录名</translation>
        </message>
        <message>
            <source>anatomy</source>
            <translation>解剖</translation>
        </message>
        <message>
            <source>any outcome</source>
            <translation>任何结果</translation>
        </message>
        <message>
            <source>archived</source>
            <translation>已归档</translation>
        </message>
        <message>
            <source>archived a note</source>
            <translation>归档病历</translation>
        </message>
        <message>
            <source>as built</source>
            <translation>原始设定</translation>
        </message>
        <message>
            <source>as fits the device</source>
            <translation>按设备选择</translation>
        </message>
        <message>
            <source>as the operating system</source>
            <translation>跟随操作系统</translation>
        </message>
        <message>
            <source>asked to open an archived note, or decided about it</source>
            <translation>申请打开归档病历或作出裁定</translation>
        </message>
        <message>
            <source>assigned somebody to an encounter</source>
            <translation>指派就诊责任人</translation>
        </message>
        <message>
            <source>asystole</source>
            <translation>心脏停搏</translation>
        </message>
        <message>
            <source>audit log</source>
            <translation>审计日志</translation>
        </message>
        <message>
            <source>awaits the supervisor's signature</source>
            <translation>等待上级医师会签</translation>
        </message>
        <message>
            <source>because of “{words}”</source>
            <translation>因为“{words}”</translation>
        </message>
        <message>
            <source>began an encounter</source>
            <translation>新建就诊</translation>
        </message>
        <message>
            <source>began to record</source>
            <translation>开始录音</translation>
        </message>
        <message>
            <source>begun already</source>
            <translation>已开始</translation>
        </message>
        <message>
            <source>birth date</source>
            <translation>出生日期</translation>
        </message>
        <message>
            <source>born {date}</source>
            <translation>出生 {date}</translation>
        </message>
        <message>
            <source>broke the glass</source>
            <translation>紧急调阅</translation>
        </message>
        <message>
            <source>broke the glass ({reason}): {text}</source>
            <translation>紧急调阅（{reason}）：{text}</translation>
        </message>
        <message>
            <source>brought a model in</source>
            <translation>导入模型</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <source>cannot be written</source>
            <translation>无法生成</translation>
        </message>
        <message>
            <source>changed a role</source>
            <translation>更改角色</translation>
        </message>
        <message>
            <source>changed an account</source>
            <translation>更改账户</translation>
        </message>
        <message>
            <source>changed the alert keywords, or asked for it</source>
            <translation>更改提示关键词或提出申请</translation>
        </message>
        <message>
            <source>changed the rules of the site, or asked for it</source>
            <translation>更改本机构规则或提出申请</translation>
        </message>
        <message>
            <source>changed the store's keys</source>
            <translation>更换数据库密钥</translation>
        </message>
        <message>
            <source>changed the terms of the site, or asked for it</source>
            <translation>更改本机构术语或提出申请</translation>
        </message>
        <message>
            <source>checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>chose how speech is recognised on a workstation</source>
            <translation>选择了本工作站的语音识别方式</translation>
        </message>
        <message>
            <source>claimed an emergency recording</source>
            <translation>认领紧急录音</translation>
        </message>
        <message>
            <source>class {name}</source>
            <translation>类别 {name}</translation>
        </message>
        <message>
            <source>co-signed note</source>
            <translation>已复签的病历</translation>
        </message>
        <message>
            <source>comes with ERScribe</source>
            <translation>ERScribe 自带</translation>
        </message>
        <message>
            <source>command</source>
            <translation>口令</translation>
        </message>
        <message>
            <source>compressions {part} % of the time</source>
            <translation>按压时间占 {part}%</translation>
        </message>
        <message>
            <source>confirmed a value</source>
            <translation>确认数值</translation>
        </message>
        <message>
            <source>consent asked for</source>
            <translation>已询问是否同意</translation>
        </message>
        <message>
            <source>consent given</source>
            <translation>已同意</translation>
        </message>
        <message>
            <source>consent not asked</source>
            <translation>未询问是否同意</translation>
        </message>
        <message>
            <source>consent refused</source>
            <translation>拒绝录音</translation>
        </message>
        <message>
            <source>consent withdrawn</source>
            <translation>已撤回同意</translation>
        </message>
        <message>
            <source>copied or printed a note</source>
            <translation>复制或打印病历</translation>
        </message>
        <message>
            <source>corrected</source>
            <translation>已更正</translation>
        </message>
        <message>
            <source>dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>default: {value}</source>
            <translation>默认：{value}</translation>
        </message>
        <message>
            <source>devices</source>
            <translation>器械</translation>
        </message>
        <message>
            <source>diagnoses</source>
            <translation>诊断</translation>
        </message>
        <message>
            <source>dictated</source>
            <translation>口述</translation>
        </message>
        <message>
            <source>digits said one by one</source>
            <translation>逐个念出的数字</translation>
        </message>
        <message>
            <source>directory</source>
            <translation>目录服务</translation>
        </message>
        <message>
            <source>documents (MDM)</source>
            <translation>文档（MDM）</translation>
        </message>
        <message>
            <source>done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>drugs</source>
            <translation>药物</translation>
        </message>
        <message>
            <source>easily confused names</source>
            <translation>易混淆名称</translation>
        </message>
        <message>
            <source>easily confused with another</source>
            <translation>易与其他混淆</translation>
        </message>
        <message>
            <source>edited</source>
            <translation>已编辑</translation>
        </message>
        <message>
            <source>edited a note</source>
            <translation>编辑病历</translation>
        </message>
        <message>
            <source>encounter</source>
            <translation>就诊</translation>
        </message>
        <message>
            <source>encrypted the store</source>
            <translation>加密数据库</translation>
        </message>
        <message>
            <source>ended a recording</source>
            <translation>结束录音</translation>
        </message>
        <message>
            <source>entered in error</source>
            <translation>录入错误</translation>
        </message>
        <message>
            <source>env:VARIABLE or file:PATH with user:password.</source>
            <translation>env:变量名 或 file:路径，内容为 用户名:密码。</translation>
        </message>
        <message>
            <source>env:VARIABLE or file:PATH, never the secret itself.</source>
            <translation>env:变量名 或 file:路径，绝不直接填写密钥。</translation>
        </message>
        <message>
            <source>env:VARIABLE or file:PATH, never the token itself.</source>
            <translation>env:变量名 或 file:路径，绝不直接填写令牌。</translation>
        </message>
        <message>
            <source>export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>filed</source>
            <translation>已归档</translation>
        </message>
        <message>
            <source>filed by the EMR {at}</source>
            <translation>电子病历系统{at}已归档</translation>
        </message>
        <message>
            <source>finding speech</source>
            <translation>查找语音</translation>
        </message>
        <message>
            <source>finished a recording that was cut off</source>
            <translation>完成中断的录音</translation>
        </message>
        <message>
            <source>first adrenaline</source>
            <translation>首剂肾上腺素</translation>
        </message>
        <message>
            <source>first compression</source>
            <translation>首次按压</translation>
        </message>
        <message>
            <source>first shock</source>
            <translation>首次电击</translation>
        </message>
        <message>
            <source>folder, {form}</source>
            <translation>文件夹，{form}</translation>
        </message>
        <message>
            <source>from … to …</source>
            <translation>从…到…</translation>
        </message>
        <message>
            <source>gave a broken glass back</source>
            <translation>结束紧急调阅</translation>
        </message>
        <message>
            <source>gave a recording up</source>
            <translation>放弃录音</translation>
        </message>
        <message>
            <source>gave a wrong credential</source>
            <translation>输入错误凭据</translation>
        </message>
        <message>
            <source>gave the workstation to somebody else</source>
            <translation>切换用户</translation>
        </message>
        <message>
            <source>give the files with their whole paths</source>
            <translation>请给出文件的完整路径</translation>
        </message>
        <message>
            <source>grey</source>
            <translation>灰色</translation>
        </message>
        <message>
            <source>had a file transcribed</source>
            <translation>转写文件</translation>
        </message>
        <message>
            <source>had a refused note sent to the hospital's record again</source>
            <translation>将被拒收的病历重新发往医院病历系统</translation>
        </message>
        <message>
            <source>had recordings erased, or decided about it</source>
            <translation>清除录音或作出裁定</translation>
        </message>
        <message>
            <source>has left</source>
            <translation>已离开</translation>
        </message>
        <message>
            <source>heard in the sound</source>
            <translation>从声音中听到</translation>
        </message>
        <message>
            <source>heard in the sound and read in the text</source>
            <translation>声音和文字中均出现</translation>
        </message>
        <message>
            <source>heard while it was recorded; the final text does not have it</source>
            <translation>录音时听到，最终文本中没有</translation>
        </message>
        <message>
            <source>heard with a confidence of only {percent} %</source>
            <translation>听写置信度仅 {percent}%</translation>
        </message>
        <message>
            <source>here</source>
            <translation>本机</translation>
        </message>
        <message>
            <source>hid the screen</source>
            <translation>锁定屏幕</translation>
        </message>
        <message>
            <source>high alert: a slip does great harm</source>
            <translation>高警示药品：差错危害大</translation>
        </message>
        <message>
            <source>holds</source>
            <translation>成立</translation>
        </message>
        <message>
            <source>host:port, or tls://host:port, for HL7 v2 messages.</source>
            <translation>主机:端口 或 tls://主机:端口，用于 HL7 v2 消息。</translation>
        </message>
        <message>
            <source>host:port, or tls://host:port.</source>
            <translation>host:port 或 tls://host:port。</translation>
        </message>
        <message>
            <source>host:port, or tls://host:port. Needs sender and receivers.</source>
            <translation>主机:端口 或 tls://主机:端口。须填写发件人和接收人。</translation>
        </message>
        <message>
            <source>host:port. No other proxy is ever used.</source>
            <translation>主机:端口。绝不使用其他代理。</translation>
        </message>
        <message>
            <source>how clinicians write these letters</source>
            <translation>临床上这些字母的写法</translation>
        </message>
        <message>
            <source>https only. It gets a short JSON message.</source>
            <translation>仅限 https。会收到一条简短的 JSON 消息。</translation>
        </message>
        <message>
            <source>https only. Nothing: none is sent there.</source>
            <translation>仅限 https。留空则不发送。</translation>
        </message>
        <message>
            <source>is being sent</source>
            <translation>正在发送</translation>
        </message>
        <message>
            <source>is kept, and shows both</source>
            <translation>保留，并显示两者</translation>
        </message>
        <message>
            <source>is shown under the other one</source>
            <translation>归入另一个显示</translation>
        </message>
        <message>
            <source>is tried again</source>
            <translation>将重试</translation>
        </message>
        <message>
            <source>it lies between two drugs</source>
            <translation>介于两种药物之间</translation>
        </message>
        <message>
            <source>it may be part of a longer name</source>
            <translation>可能是更长名称的一部分</translation>
        </message>
        <message>
            <source>its licence</source>
            <translation>其许可证</translation>
        </message>
        <message>
            <source>keeping last {kept} s</source>
            <translation>保留最近 {kept} 秒</translation>
        </message>
        <message>
            <source>kept a new note</source>
            <translation>保存新病历</translation>
        </message>
        <message>
            <source>kept a text of their own</source>
            <translation>保存个人文本</translation>
        </message>
        <message>
            <source>key</source>
            <translation>密钥</translation>
        </message>
        <message>
            <source>keyword alerts</source>
            <translation>关键词提示</translation>
        </message>
        <message>
            <source>la&amp;st first</source>
            <translation>最新在前(&amp;S)</translation>
        </message>
        <message>
            <source>lab tests</source>
            <translation>检验</translation>
        </message>
        <message>
            <source>late entry</source>
            <translation>补记</translation>
        </message>
        <message>
            <source>ldaps://host. Users prove there who they are. Nothing: only ERScribe's own.</source>
            <translation>ldaps://主机。用户在那里验证身份。留空：仅用 ERScribe 自己的账户。</translation>
        </message>
        <message>
            <source>left as heard</source>
            <translation>保留原话</translation>
        </message>
        <message>
            <source>less than a minute left</source>
            <translation>剩余不到 1 分钟</translation>
        </message>
        <message>
            <source>let a correction be made again</source>
            <translation>恢复更正</translation>
        </message>
        <message>
            <source>lexicon</source>
            <translation>词库</translation>
        </message>
        <message>
            <source>light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>listed colleagues</source>
            <translation>列出同事</translation>
        </message>
        <message>
            <source>listed encounters</source>
            <translation>列出就诊</translation>
        </message>
        <message>
            <source>listed notes</source>
            <translation>列出病历</translation>
        </message>
        <message>
            <source>listed recordings</source>
            <translation>列出录音</translation>
        </message>
        <message>
            <source>listed refused corrections</source>
            <translation>列出禁用的更正</translation>
        </message>
        <message>
            <source>listed the users</source>
            <translation>列出用户</translation>
        </message>
        <message>
            <source>listed their own texts</source>
            <translation>列出个人文本</translation>
        </message>
        <message>
            <source>live text loading…</source>
            <translation>正在加载实时文字…</translation>
        </message>
        <message>
            <source>login, name or department</source>
            <translation>登录名、姓名或科室</translation>
        </message>
        <message>
            <source>looked at an encounter</source>
            <translation>查看就诊</translation>
        </message>
        <message>
            <source>looked at the proof of a note</source>
            <translation>查看病历证明</translation>
        </message>
        <message>
            <source>looked at what is past its time</source>
            <translation>查看超过期限的内容</translation>
        </message>
        <message>
            <source>looked at what waits about notes</source>
            <translation>查看病历待办</translation>
        </message>
        <message>
            <source>looked at what waits for a second person</source>
            <translation>查看等待第二人处理的事项</translation>
        </message>
        <message>
            <source>looked at what was sent</source>
            <translation>查看发送记录</translation>
        </message>
        <message>
            <source>looked at who broke the glass</source>
            <translation>查看紧急调阅记录</translation>
        </message>
        <message>
            <source>looked into the audit log</source>
            <translation>查阅审计日志</translation>
        </message>
        <message>
            <source>made or restored a backup</source>
            <translation>备份或恢复</translation>
        </message>
        <message>
            <source>made without sign-in</source>
            <translation>未登录时录制</translation>
        </message>
        <message>
            <source>mark</source>
            <translation>标记</translation>
        </message>
        <message>
            <source>marked a note as entered in error, or decided about it</source>
            <translation>标记误录病历或作出裁定</translation>
        </message>
        <message>
            <source>marked an event of a resuscitation</source>
            <translation>标记抢救事件</translation>
        </message>
        <message>
            <source>marked as entered in error</source>
            <translation>已标记为误录</translation>
        </message>
        <message>
            <source>marked as no alert by {name}</source>
            <translation>{name} 已标记为非提示</translation>
        </message>
        <message>
            <source>marked too</source>
            <translation>也已标记</translation>
        </message>
        <message>
            <source>mask</source>
            <translation>面罩</translation>
        </message>
        <message>
            <source>memory not known</source>
            <translation>内存未知</translation>
        </message>
        <message>
            <source>memory: {size}</source>
            <translation>内存：{size}</translation>
        </message>
        <message>
            <source>merged two encounters</source>
            <translation>合并两次就诊</translation>
        </message>
        <message>
            <source>model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>model: {kind}</source>
            <translation>模型：{kind}</translation>
        </message>
        <message>
            <source>moved the store</source>
            <translation>迁移数据库</translation>
        </message>
        <message>
            <source>moved to {section}</source>
            <translation>已移到“{section}”</translation>
        </message>
        <message>
            <source>must change the password</source>
            <translation>必须修改密码</translation>
        </message>
        <message>
            <source>name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>name of a text</source>
            <translation>文本名称</translation>
        </message>
        <message>
            <source>name {value}</source>
            <translation>姓名 {value}</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>no final text is being written</source>
            <translation>当前没有生成最终文本</translation>
        </message>
        <message>
            <source>no level</source>
            <translation>无音量</translation>
        </message>
        <message>
            <source>no longer there</source>
            <translation>已不存在</translation>
        </message>
        <message>
            <source>no such word, and one name sounds like it</source>
            <translation>没有此词，有一个名称读音相近</translation>
        </message>
        <message>
            <source>no term</source>
            <translation>没有词条</translation>
        </message>
        <message>
            <source>nobody is signed in; sign in first</source>
            <translation>无人登录；请先登录</translation>
        </message>
        <message>
            <source>nobody signed in</source>
            <translation>无人登录</translation>
        </message>
        <message>
            <source>nobody speaks that fast or that slowly</source>
            <translation>语速快得或慢得不正常</translation>
        </message>
        <message>
            <source>nobody: no trainee</source>
            <translation>无：不是规培医师</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>not confirmed yet</source>
            <translation>尚未确认</translation>
        </message>
        <message>
            <source>not done yet</source>
            <translation>尚未完成</translation>
        </message>
        <message>
            <source>not every word is sure</source>
            <translation>有的词听得不确定</translation>
        </message>
        <message>
            <source>not filled in yet</source>
            <translation>尚未填写</translation>
        </message>
        <message>
            <source>not found</source>
            <translation>未找到</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>not near enough to be sure</source>
            <translation>不够接近，无法确定</translation>
        </message>
        <message>
            <source>not read yet</source>
            <translation>尚未读取</translation>
        </message>
        <message>
            <source>not recorded {start} to {end}: {why}</source>
            <translation>{start} 至 {end} 未录音：{why}</translation>
        </message>
        <message>
            <source>not said</source>
            <translation>未说</translation>
        </message>
        <message>
            <source>not sent</source>
            <translation>未发送</translation>
        </message>
        <message>
            <source>not sent: no EMR is configured</source>
            <translation>未发送：未配置电子病历系统</translation>
        </message>
        <message>
            <source>not set by a time server</source>
            <translation>未由时间服务器校准</translation>
        </message>
        <message>
            <source>not to be used as an abbreviation</source>
            <translation>不得用作缩写</translation>
        </message>
        <message>
            <source>note</source>
            <translation>病历</translation>
        </message>
        <message>
            <source>note {id}</source>
            <translation>病历 {id}</translation>
        </message>
        <message>
            <source>noted consent to recording</source>
            <translation>记录录音同意状态</translation>
        </message>
        <message>
            <source>notes: {notes}, recordings: {recordings}</source>
            <translation>病历：{notes}，录音：{recordings}</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>nothing recorded</source>
            <translation>没有录音</translation>
        </message>
        <message>
            <source>number</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>observations (ORU)</source>
            <translation>观察结果（ORU）</translation>
        </message>
        <message>
            <source>of unknown state</source>
            <translation>状态未知</translation>
        </message>
        <message>
            <source>off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>offered a draft to a colleague</source>
            <translation>提出移交草稿</translation>
        </message>
        <message>
            <source>offered to {name}</source>
            <translation>已向 {name} 提出移交</translation>
        </message>
        <message>
            <source>on</source>
            <translation>开</translation>
        </message>
        <message>
            <source>one answer</source>
            <translation>一次应答</translation>
        </message>
        <message>
            <source>one drug is never made another by itself</source>
            <translation>绝不自动把一种药改成另一种</translation>
        </message>
        <message>
            <source>one note</source>
            <translation>一份病历</translation>
        </message>
        <message>
            <source>one-time code, if you have one</source>
            <translation>一次性验证码（如有）</translation>
        </message>
        <message>
            <source>open question: {asks}</source>
            <translation>未决疑问：{asks}</translation>
        </message>
        <message>
            <source>over another voice</source>
            <translation>与他人声音重叠</translation>
        </message>
        <message>
            <source>own text</source>
            <translation>个人文本</translation>
        </message>
        <message>
            <source>package</source>
            <translation>软件包</translation>
        </message>
        <message>
            <source>parted two encounters</source>
            <translation>拆分两次就诊</translation>
        </message>
        <message>
            <source>patient number</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>patient number {value}</source>
            <translation>患者编号 {value}</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>place {value}</source>
            <translation>位置 {value}</translation>
        </message>
        <message>
            <source>played a recording</source>
            <translation>播放录音</translation>
        </message>
        <message>
            <source>postgresql://ROLE@HOST/DATABASE. Nothing: a file of this workstation.</source>
            <translation>postgresql://角色@主机/数据库。留空：本工作站上的文件。</translation>
        </message>
        <message>
            <source>procedures</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>program</source>
            <translation>程序</translation>
        </message>
        <message>
            <source>proposed</source>
            <translation>待确认</translation>
        </message>
        <message>
            <source>proposed corrections: {count}</source>
            <translation>更正建议：{count}</translation>
        </message>
        <message>
            <source>put a text of their own away</source>
            <translation>移除个人文本</translation>
        </message>
        <message>
            <source>read a note</source>
            <translation>阅读病历</translation>
        </message>
        <message>
            <source>read in the text</source>
            <translation>从文字中读到</translation>
        </message>
        <message>
            <source>read the timeline of a resuscitation</source>
            <translation>阅读抢救时间轴</translation>
        </message>
        <message>
            <source>reading the sound</source>
            <translation>读取声音</translation>
        </message>
        <message>
            <source>reading values and keywords</source>
            <translation>识别数值和关键词</translation>
        </message>
        <message>
            <source>received</source>
            <translation>已收到</translation>
        </message>
        <message>
            <source>received by the EMR {at}, not filed yet</source>
            <translation>电子病历系统{at}已收到，尚未归档</translation>
        </message>
        <message>
            <source>received, then filed</source>
            <translation>先收到，后归档</translation>
        </message>
        <message>
            <source>recorded without sign-in</source>
            <translation>未登录录音</translation>
        </message>
        <message>
            <source>recorded {at}</source>
            <translation>录于 {at}</translation>
        </message>
        <message>
            <source>recording</source>
            <translation>正在录音</translation>
        </message>
        <message>
            <source>recording has no note yet</source>
            <translation>录音尚无病历</translation>
        </message>
        <message>
            <source>red alerts</source>
            <translation>红色提示</translation>
        </message>
        <message>
            <source>red and amber alerts</source>
            <translation>红色和黄色提示</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>被拒收</translation>
        </message>
        <message>
            <source>refused a correction for good</source>
            <translation>永久禁用更正</translation>
        </message>
        <message>
            <source>refused by the EMR {at}</source>
            <translation>{at} 被电子病历系统拒绝</translation>
        </message>
        <message>
            <source>rejected</source>
            <translation>已拒绝</translation>
        </message>
        <message>
            <source>role unknown</source>
            <translation>角色未知</translation>
        </message>
        <message>
            <source>room for more than {hours} h</source>
            <translation>可再录 {hours} 小时以上</translation>
        </message>
        <message>
            <source>room for {hours} h</source>
            <translation>可再录 {hours} 小时</translation>
        </message>
        <message>
            <source>room for {minutes} min</source>
            <translation>可再录 {minutes} 分钟</translation>
        </message>
        <message>
            <source>route {name}</source>
            <translation>给药途径 {name}</translation>
        </message>
        <message>
            <source>said only</source>
            <translation>仅说到</translation>
        </message>
        <message>
            <source>said who an unknown patient is</source>
            <translation>确认未知患者身份</translation>
        </message>
        <message>
            <source>said who spoke</source>
            <translation>指明说话人</translation>
        </message>
        <message>
            <source>said whom an encounter is about</source>
            <translation>填写就诊患者</translation>
        </message>
        <message>
            <source>saving</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>sealed</source>
            <translation>已封存</translation>
        </message>
        <message>
            <source>sent a note to the hospital's record</source>
            <translation>发送病历到医院病历系统</translation>
        </message>
        <message>
            <source>sent a notice of an alert</source>
            <translation>发送提示通知</translation>
        </message>
        <message>
            <source>session</source>
            <translation>会话</translation>
        </message>
        <message>
            <source>set by a time server</source>
            <translation>已由时间服务器校准</translation>
        </message>
        <message>
            <source>set or lifted a legal hold</source>
            <translation>设置或解除法律保全</translation>
        </message>
        <message>
            <source>settled a suggestion or a doubt</source>
            <translation>处理建议或存疑</translation>
        </message>
        <message>
            <source>sex</source>
            <translation>性别</translation>
        </message>
        <message>
            <source>sex {value}</source>
            <translation>性别 {value}</translation>
        </message>
        <message>
            <source>signed</source>
            <translation>已签名</translation>
        </message>
        <message>
            <source>signed a note</source>
            <translation>签署病历</translation>
        </message>
        <message>
            <source>signed a trainee's note too</source>
            <translation>会签规培医师病历</translation>
        </message>
        <message>
            <source>signed in</source>
            <translation>登录</translation>
        </message>
        <message>
            <source>signed out</source>
            <translation>注销</translation>
        </message>
        <message>
            <source>signed the rows of the log so far</source>
            <translation>签署日志检查点</translation>
        </message>
        <message>
            <source>signs that nobody says</source>
            <translation>含有不会被说出的符号</translation>
        </message>
        <message>
            <source>silence</source>
            <translation>静音</translation>
        </message>
        <message>
            <source>simplified characters</source>
            <translation>简体字</translation>
        </message>
        <message>
            <source>site</source>
            <translation>本机构</translation>
        </message>
        <message>
            <source>somebody suggests a change</source>
            <translation>有人提出修改建议</translation>
        </message>
        <message>
            <source>something else, then Enter</source>
            <translation>其他内容，然后按 Enter</translation>
        </message>
        <message>
            <source>sounds the same as this name</source>
            <translation>与此名称同音</translation>
        </message>
        <message>
            <source>speakers: who talks when</source>
            <translation>说话人：谁在何时说话</translation>
        </message>
        <message>
            <source>speakers: whose voice</source>
            <translation>说话人：谁的声音</translation>
        </message>
        <message>
            <source>speaks for {time}</source>
            <translation>说话 {time}</translation>
        </message>
        <message>
            <source>speech or no speech</source>
            <translation>有无语音</translation>
        </message>
        <message>
            <source>spelling</source>
            <translation>拼写</translation>
        </message>
        <message>
            <source>stands for {ids}</source>
            <translation>代表 {ids}</translation>
        </message>
        <message>
            <source>store</source>
            <translation>数据库</translation>
        </message>
        <message>
            <source>suggested a change to a note</source>
            <translation>建议修改病历</translation>
        </message>
        <message>
            <source>suggested by {name}: accepted</source>
            <translation>{name} 的建议：已采纳</translation>
        </message>
        <message>
            <source>suggested by {name}: rejected</source>
            <translation>{name} 的建议：已拒绝</translation>
        </message>
        <message>
            <source>suggested by {name}: the author decides</source>
            <translation>{name} 的建议：由病历作者决定</translation>
        </message>
        <message>
            <source>suggestions: {count}</source>
            <translation>建议：{count}</translation>
        </message>
        <message>
            <source>supraglottic</source>
            <translation>声门上</translation>
        </message>
        <message>
            <source>symptoms</source>
            <translation>症状</translation>
        </message>
        <message>
            <source>taken back by voice</source>
            <translation>已口头撤回</translation>
        </message>
        <message>
            <source>taken over</source>
            <translation>已采纳</translation>
        </message>
        <message>
            <source>telling the speakers apart</source>
            <translation>区分说话人</translation>
        </message>
        <message>
            <source>template</source>
            <translation>模板</translation>
        </message>
        <message>
            <source>term</source>
            <translation>术语</translation>
        </message>
        <message>
            <source>text {lag} s behind</source>
            <translation>文字落后 {lag} 秒</translation>
        </message>
        <message>
            <source>the GPU where there is one</source>
            <translation>有 GPU 时用 GPU</translation>
        </message>
        <message>
            <source>the best that is here</source>
            <translation>本机最佳</translation>
        </message>
        <message>
            <source>the clock was set</source>
            <translation>时钟被调整</translation>
        </message>
        <message>
            <source>the computer slept</source>
            <translation>电脑休眠</translation>
        </message>
        <message>
            <source>the computer was too busy</source>
            <translation>电脑过于繁忙</translation>
        </message>
        <message>
            <source>the disk could not take it</source>
            <translation>磁盘无法写入</translation>
        </message>
        <message>
            <source>the last 30 days</source>
            <translation>最近 30 天</translation>
        </message>
        <message>
            <source>the last 7 days</source>
            <translation>最近 7 天</translation>
        </message>
        <message>
            <source>the log could not be written from here on</source>
            <translation>从此处起日志无法写入</translation>
        </message>
        <message>
            <source>the log is written again</source>
            <translation>日志恢复写入</translation>
        </message>
        <message>
            <source>the microphone was lost</source>
            <translation>麦克风断开</translation>
        </message>
        <message>
            <source>the newest one</source>
            <translation>最新的一个</translation>
        </message>
        <message>
            <source>the processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>the program began</source>
            <translation>程序启动</translation>
        </message>
        <message>
            <source>the program ended</source>
            <translation>程序结束</translation>
        </message>
        <message>
            <source>the recorder was started again</source>
            <translation>录音程序重新启动</translation>
        </message>
        <message>
            <source>the same words again and again: maybe nobody said them</source>
            <translation>同样的词反复出现，可能没有人说过</translation>
        </message>
        <message>
            <source>these are words of the language, so you decide</source>
            <translation>这些是常用词，由您决定</translation>
        </message>
        <message>
            <source>these words are doubtful</source>
            <translation>这些词存疑</translation>
        </message>
        <message>
            <source>these words were heard badly</source>
            <translation>这些词没有听清</translation>
        </message>
        <message>
            <source>this site</source>
            <translation>本机构</translation>
        </message>
        <message>
            <source>threw a recording away</source>
            <translation>丢弃录音</translation>
        </message>
        <message>
            <source>today</source>
            <translation>今天</translation>
        </message>
        <message>
            <source>too long to be said</source>
            <translation>太长，不会被说出</translation>
        </message>
        <message>
            <source>too many words for so short a time</source>
            <translation>短时间内词数过多</translation>
        </message>
        <message>
            <source>too short to be told from other words</source>
            <translation>太短，无法与其他词区分</translation>
        </message>
        <message>
            <source>took a draft over</source>
            <translation>接手草稿</translation>
        </message>
        <message>
            <source>took a report out of the audit log</source>
            <translation>导出审计日志报告</translation>
        </message>
        <message>
            <source>took an event of a resuscitation back</source>
            <translation>撤回抢救事件</translation>
        </message>
        <message>
            <source>traditional characters</source>
            <translation>繁体字</translation>
        </message>
        <message>
            <source>trainee of {name}</source>
            <translation>{name} 的规培医师</translation>
        </message>
        <message>
            <source>tried to change the audit log</source>
            <translation>试图更改审计日志</translation>
        </message>
        <message>
            <source>tube</source>
            <translation>气管插管</translation>
        </message>
        <message>
            <source>two names sound like it</source>
            <translation>有两个名称读音相近</translation>
        </message>
        <message>
            <source>two names that are easily confused sound like it</source>
            <translation>有两个易混淆的名称读音相近</translation>
        </message>
        <message>
            <source>typed</source>
            <translation>键入</translation>
        </message>
        <message>
            <source>under legal hold</source>
            <translation>法律保全中</translation>
        </message>
        <message>
            <source>under way</source>
            <translation>进行中</translation>
        </message>
        <message>
            <source>undone</source>
            <translation>已撤销</translation>
        </message>
        <message>
            <source>unlocked the screen</source>
            <translation>解锁屏幕</translation>
        </message>
        <message>
            <source>used the recovery key</source>
            <translation>使用恢复密钥</translation>
        </message>
        <message>
            <source>user</source>
            <translation>用户</translation>
        </message>
        <message>
            <source>verified the audit log</source>
            <translation>核验审计日志</translation>
        </message>
        <message>
            <source>version {number}</source>
            <translation>第 {number} 版</translation>
        </message>
        <message>
            <source>visit number {value}</source>
            <translation>就诊号 {value}</translation>
        </message>
        <message>
            <source>visit {value}</source>
            <translation>就诊号 {value}</translation>
        </message>
        <message>
            <source>vital signs</source>
            <translation>生命体征</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>waiting for its turn</source>
            <translation>排队等待</translation>
        </message>
        <message>
            <source>waits</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>waits for an earlier one</source>
            <translation>等待前一份</translation>
        </message>
        <message>
            <source>waits to be acknowledged</source>
            <translation>待知悉</translation>
        </message>
        <message>
            <source>waits to be sent since {at}</source>
            <translation>自 {at} 起等待发送</translation>
        </message>
        <message>
            <source>was kept from patients' records</source>
            <translation>被拒绝访问患者记录</translation>
        </message>
        <message>
            <source>was locked after too many wrong tries</source>
            <translation>错误次数过多被锁定</translation>
        </message>
        <message>
            <source>was signed out after a time without use</source>
            <translation>长时间未使用被注销</translation>
        </message>
        <message>
            <source>was told of a patient by the hospital's system</source>
            <translation>医院系统告知患者信息</translation>
        </message>
        <message>
            <source>what was marked differs</source>
            <translation>与标记的不同</translation>
        </message>
        <message>
            <source>where it comes from</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>withdrawn</source>
            <translation>已撤回</translation>
        </message>
        <message>
            <source>words</source>
            <translation>词</translation>
        </message>
        <message>
            <source>words that are often made up where nobody speaks</source>
            <translation>无人说话时常被误写出的词</translation>
        </message>
        <message>
            <source>words where there may have been no speech</source>
            <translation>此处可能无人说话</translation>
        </message>
        <message>
            <source>writing the words</source>
            <translation>写出文字</translation>
        </message>
        <message>
            <source>written down {at} by {name}</source>
            <translation>{name} 于 {at} 记下</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>yesterday {time}</source>
            <translation>昨天 {time}</translation>
        </message>
        <message>
            <source>yours</source>
            <translation>您的</translation>
        </message>
        <message>
            <source>{began}, {what}</source>
            <translation>{began}，{what}</translation>
        </message>
        <message>
            <source>{count} bans for your department.</source>
            <translation>本科室 {count} 条禁用。</translation>
        </message>
        <message>
            <source>{count} beyond the {most} that are taken at once</source>
            <translation>{count} 个超出单次上限（{most} 个）</translation>
        </message>
        <message>
            <source>{count} d</source>
            <translation>{count} 天</translation>
        </message>
        <message>
            <source>{count} empty</source>
            <translation>{count} 个为空</translation>
        </message>
        <message>
            <source>{count} looks, {glass} of them by breaking the glass.</source>
            <translation>共查看 {count} 次，其中紧急调阅 {glass} 次。</translation>
        </message>
        <message>
            <source>{count} mo</source>
            <translation>{count} 个月</translation>
        </message>
        <message>
            <source>{count} more</source>
            <translation>另有 {count} 条</translation>
        </message>
        <message>
            <source>{count} more are unfinished.</source>
            <translation>另有 {count} 段录音未完成。</translation>
        </message>
        <message>
            <source>{count} more messages</source>
            <translation>另有 {count} 条提示</translation>
        </message>
        <message>
            <source>{count} no recordings</source>
            <translation>{count} 个不是录音</translation>
        </message>
        <message>
            <source>{count} not found</source>
            <translation>{count} 个未找到</translation>
        </message>
        <message>
            <source>{count} recordings are unfinished. Not all have their sound.</source>
            <translation>有 {count} 段录音未完成，部分声音缺失。</translation>
        </message>
        <message>
            <source>{count} recordings are unfinished. Their sound is kept.</source>
            <translation>有 {count} 段录音未完成，声音已保存。</translation>
        </message>
        <message>
            <source>{count} recordings past their time</source>
            <translation>{count} 段录音超过保存期限</translation>
        </message>
        <message>
            <source>{count} recordings were made without sign-in; a physician must claim them.</source>
            <translation>有 {count} 段录音是在未登录时录制的，须由医师认领。</translation>
        </message>
        <message>
            <source>{count} rows</source>
            <translation>{count} 行</translation>
        </message>
        <message>
            <source>{count} rows left out: {reason}</source>
            <translation>略过 {count} 行：{reason}</translation>
        </message>
        <message>
            <source>{count} signed notes are still not in the EMR, the first since {at}.</source>
            <translation>{count}份已签名的病历仍未进入电子病历系统，最早的自{at}起。</translation>
        </message>
        <message>
            <source>{count} signed notes were refused by the EMR.</source>
            <translation>{count}份已签名的病历被电子病历系统拒收。</translation>
        </message>
        <message>
            <source>{count} suggestion(s) of others</source>
            <translation>他人的 {count} 条建议</translation>
        </message>
        <message>
            <source>{count} to acknowledge</source>
            <translation>{count} 条待知悉</translation>
        </message>
        <message>
            <source>{count} transcribed before</source>
            <translation>{count} 个以前转写过</translation>
        </message>
        <message>
            <source>{count} twice, or waiting already</source>
            <translation>{count} 个重复或已在等待</translation>
        </message>
        <message>
            <source>{count} wk</source>
            <translation>{count} 周</translation>
        </message>
        <message>
            <source>{count} y</source>
            <translation>{count} 岁</translation>
        </message>
        <message>
            <source>{cycle}: nearly over</source>
            <translation>{cycle}：即将结束</translation>
        </message>
        <message>
            <source>{cycle}: two minutes are over</source>
            <translation>{cycle}：两分钟到</translation>
        </message>
        <message>
            <source>{device} is ready.</source>
            <translation>{device} 已就绪。</translation>
        </message>
        <message>
            <source>{device} was unplugged.</source>
            <translation>{device} 已拔出。</translation>
        </message>
        <message>
            <source>{doses}; 3 minutes have passed</source>
            <translation>{doses}；已过 3 分钟</translation>
        </message>
        <message>
            <source>{doses}; 5 minutes have passed</source>
            <translation>{doses}；已过 5 分钟</translation>
        </message>
        <message>
            <source>{entries} concepts with {names} names, and {pairs} pairs that are easily confused. Version {version}.</source>
            <translation>{entries} 个概念、{names} 个名称、{pairs} 对易混淆词。版本 {version}。</translation>
        </message>
        <message>
            <source>{event} (not kept yet)</source>
            <translation>{event}（尚未保存）</translation>
        </message>
        <message>
            <source>{event} (taken back)</source>
            <translation>{event}（已撤回）</translation>
        </message>
        <message>
            <source>{event} was taken back; it stays in the list.</source>
            <translation>{event} 已撤回；仍保留在列表中。</translation>
        </message>
        <message>
            <source>{event}, marked:</source>
            <translation>{event}，已标记：</translation>
        </message>
        <message>
            <source>{file}: done.</source>
            <translation>{file}：已完成。</translation>
        </message>
        <message>
            <source>{heard} → {name}: likeness {score}, ahead of the next concept by {margin}.</source>
            <translation>{heard} → {name}：相似度 {score}，领先下一概念 {margin}。</translation>
        </message>
        <message>
            <source>{id} waits for another person.</source>
            <translation>{id} 等待另一人处理。</translation>
        </message>
        <message>
            <source>{label}, recording</source>
            <translation>{label}，正在录音</translation>
        </message>
        <message>
            <source>{label}, recording, {count} alerts wait</source>
            <translation>{label}，正在录音，{count} 条提示待知悉</translation>
        </message>
        <message>
            <source>{level} dB</source>
            <translation>{level} dB</translation>
        </message>
        <message>
            <source>{level}, peak {peak} dB full scale</source>
            <translation>{level}，峰值 {peak} dBFS</translation>
        </message>
        <message>
            <source>{minutes} min</source>
            <translation>{minutes} 分钟</translation>
        </message>
        <message>
            <source>{name} (driver {driver}, {size})</source>
            <translation>{name}（驱动 {driver}，{size}）</translation>
        </message>
        <message>
            <source>{name} and {count} more</source>
            <translation>{name} 及另外 {count} 个</translation>
        </message>
        <message>
            <source>{name} can sign in again, with the password they had.</source>
            <translation>{name} 可用原密码重新登录。</translation>
        </message>
        <message>
            <source>{name} can sign in again.</source>
            <translation>{name} 可重新登录。</translation>
        </message>
        <message>
            <source>{name} has a new second factor.</source>
            <translation>{name} 已有新的第二重验证。</translation>
        </message>
        <message>
            <source>{name} has a temporary password.</source>
            <translation>{name} 已有临时密码。</translation>
        </message>
        <message>
            <source>{name} has no second factor any more.</source>
            <translation>{name} 不再有第二重验证。</translation>
        </message>
        <message>
            <source>{name} has the new role.</source>
            <translation>{name} 已有新角色。</translation>
        </message>
        <message>
            <source>{name} is asked for a one-time code at every sign-in; an authenticator that was enrolled before counts no more.</source>
            <translation>{name} 每次登录都须输入一次性验证码；此前登记的验证器不再有效。</translation>
        </message>
        <message>
            <source>{name} is being copied…</source>
            <translation>正在复制 {name}…</translation>
        </message>
        <message>
            <source>{name} is disabled.</source>
            <translation>{name} 已停用。</translation>
        </message>
        <message>
            <source>{name} is here; its hashes are listed.</source>
            <translation>{name} 已导入；其哈希值已登记。</translation>
        </message>
        <message>
            <source>{name} is signed out everywhere and cannot sign in any more; what they wrote and signed stays theirs.</source>
            <translation>{name} 已在各处注销且不能再登录；其书写和签名的内容仍归其所有。</translation>
        </message>
        <message>
            <source>{name} is signed out everywhere and has the new role from the next sign-in.</source>
            <translation>{name} 已在各处注销，下次登录起为新角色。</translation>
        </message>
        <message>
            <source>{name} may try again.</source>
            <translation>{name} 可重试。</translation>
        </message>
        <message>
            <source>{name} offers it to you. From now on you are its author and answer for it.</source>
            <translation>{name} 移交给您。从现在起您是作者并对其负责。</translation>
        </message>
        <message>
            <source>{name} offers you this draft; take it over to write in it.</source>
            <translation>{name} 向您移交此草稿；接手后即可书写。</translation>
        </message>
        <message>
            <source>{name} suggests</source>
            <translation>{name} 建议</translation>
        </message>
        <message>
            <source>{name} was added.</source>
            <translation>已添加 {name}。</translation>
        </message>
        <message>
            <source>{number} of {of}</source>
            <translation>{number}/{of}</translation>
        </message>
        <message>
            <source>{problem}; its sound is kept.</source>
            <translation>{problem}；声音已保存。</translation>
        </message>
        <message>
            <source>{reason} (likeness {score}, margin {margin})</source>
            <translation>{reason}（相似度 {score}，领先 {margin}）</translation>
        </message>
        <message>
            <source>{reason}. Nothing can be changed here any more.</source>
            <translation>{reason}。此处不能再更改。</translation>
        </message>
        <message>
            <source>{reason}. The author settles this; you can suggest a change.</source>
            <translation>{reason}。由作者处理；您可提出修改建议。</translation>
        </message>
        <message>
            <source>{right} of {of} words of the sample are right.</source>
            <translation>示例 {of} 个词中有 {right} 个正确。</translation>
        </message>
        <message>
            <source>{right} of {of} words were heard.</source>
            <translation>{of} 个词中听出 {right} 个。</translation>
        </message>
        <message>
            <source>{role}, trainee</source>
            <translation>{role}，规培</translation>
        </message>
        <message>
            <source>{shown} of {all} users</source>
            <translation>用户 {shown}/{all}</translation>
        </message>
        <message>
            <source>{sound} s of sound were recognised in {time} s by {model}.</source>
            <translation>{model} 用 {time} 秒识别了 {sound} 秒声音。</translation>
        </message>
        <message>
            <source>{stage} (step {number} of {count})</source>
            <translation>{stage}（第 {number}/{count} 步）</translation>
        </message>
        <message>
            <source>{state}: heard “{heard}”, written “{written}”</source>
            <translation>{state}：听到“{heard}”，写作“{written}”</translation>
        </message>
        <message>
            <source>{terms} terms to add, {site} bans for the site, {own} bans for you.</source>
            <translation>将添加 {terms} 个词条，本单位禁用 {site} 项，您本人禁用 {own} 项。</translation>
        </message>
        <message>
            <source>{term} is a name of {concept}.</source>
            <translation>{term} 是 {concept} 的名称。</translation>
        </message>
        <message>
            <source>{time} long: {what}</source>
            <translation>时长 {time}：{what}</translation>
        </message>
        <message>
            <source>{what} {there} (here: nothing)</source>
            <translation>{what} {there}（此处：无）</translation>
        </message>
        <message>
            <source>{what} {there} (here: {here})</source>
            <translation>{what} {there}（此处：{here}）</translation>
        </message>
        <message>
            <source>{whom} · {minutes} · from {name}, {at}</source>
            <translation>{whom} · {minutes} · 来自 {name}，{at}</translation>
        </message>
        <message>
            <source>{who} ({role}): {what}. {outcome}.</source>
            <translation>{who}（{role}）：{what}。{outcome}。</translation>
        </message>
        <message>
            <source>{who}, {percent} % sure</source>
            <translation>{who}，把握 {percent}%</translation>
        </message>
        <message>
            <source>{why} Recording goes on; press again to stop it.</source>
            <translation>{why} 录音继续；再按一次可停止。</translation>
        </message>
        <message>
            <source>‖ PAUSED</source>
            <translation>‖ 已暂停</translation>
        </message>
        <message>
            <source>“{before}” → “{after}”</source>
            <translation>“{before}” → “{after}”</translation>
        </message>
        <message>
            <source>“{text}” is not clear: M 54, 8 mo, a patient number, or # and the visit</source>
            <translation>“{text}”不明确：请用 男54、8月、患者编号，或 # 加就诊号</translation>
        </message>
        <message>
            <source>… being read</source>
            <translation>… 正在读取</translation>
        </message>
        <message>
            <source>← &amp;Back</source>
            <translation>← 上一步(&amp;B)</translation>
        </message>
        <message>
            <source>← Back (Esc)</source>
            <translation>← 返回 (Esc)</translation>
        </message>
        <message>
            <source>■  Stop</source>
            <translation>■  停止</translation>
        </message>
        <message>
            <source>■  Stop this recording</source>
            <translation>■  停止此录音</translation>
        </message>
        <message>
            <source>○ not recording</source>
            <translation>○ 未录音</translation>
        </message>
        <message>
            <source>●  Record</source>
            <translation>●  录音</translation>
        </message>
        <message>
            <source>●  Record now without sign-in</source>
            <translation>●  不登录，立即录音</translation>
        </message>
        <message>
            <source>● REC</source>
            <translation>● 录音</translation>
        </message>
        <message>
            <source>● recording</source>
            <translation>● 正在录音</translation>
        </message>
        <message>
            <source>✓ can sign in</source>
            <translation>✓ 可登录</translation>
        </message>
        <message>
            <source>✓ confirmed by {name}: {value}</source>
            <translation>✓ {name} 已确认：{value}</translation>
        </message>
        <message>
            <source>✓ done</source>
            <translation>✓ 已执行</translation>
        </message>
        <message>
            <source>✓ in use</source>
            <translation>✓ 使用中</translation>
        </message>
        <message>
            <source>✓ intact</source>
            <translation>✓ 完好</translation>
        </message>
        <message>
            <source>✓ on</source>
            <translation>✓ 开</translation>
        </message>
        <message>
            <source>✓ told</source>
            <translation>✓ 已通知</translation>
        </message>
        <message>
            <source>✓ written</source>
            <translation>✓ 已写入</translation>
        </message>
        <message>
            <source>✓ yes</source>
            <translation>✓ 是</translation>
        </message>
        <message>
            <source>✕ disabled since {at}</source>
            <translation>✕ 自 {at} 起停用</translation>
        </message>
        <message>
            <source>✕ refused</source>
            <translation>✕ 被拒绝</translation>
        </message>
        <message>
            <source>✗ not delivered</source>
            <translation>✗ 未送达</translation>
        </message>
    </context>
    <context>
        <name>Terms</name>
        <message>
            <source>abdominal pain</source>
            <translation>腹痛</translation>
        </message>
        <message>
            <source>addendum</source>
            <translation>补充</translation>
        </message>
        <message>
            <source>admission</source>
            <translation>收住院</translation>
        </message>
        <message>
            <source>airway obstruction</source>
            <translation>气道梗阻</translation>
        </message>
        <message>
            <source>alert</source>
            <translation>关键词提示</translation>
        </message>
        <message>
            <source>allergies</source>
            <translation>过敏史</translation>
        </message>
        <message>
            <source>allergy</source>
            <translation>过敏</translation>
        </message>
        <message>
            <source>amber</source>
            <translation>黄色</translation>
        </message>
        <message>
            <source>amend</source>
            <translation>修订</translation>
        </message>
        <message>
            <source>amended</source>
            <translation>已修订</translation>
        </message>
        <message>
            <source>amendment</source>
            <translation>修订</translation>
        </message>
        <message>
            <source>anaphylaxis</source>
            <translation>过敏性休克</translation>
        </message>
        <message>
            <source>aortic dissection</source>
            <translation>主动脉夹层</translation>
        </message>
        <message>
            <source>apnea</source>
            <translation>呼吸暂停</translation>
        </message>
        <message>
            <source>applied</source>
            <translation>已应用</translation>
        </message>
        <message>
            <source>archive</source>
            <translation>归档</translation>
        </message>
        <message>
            <source>archived</source>
            <translation>已归档</translation>
        </message>
        <message>
            <source>asked</source>
            <translation>已询问</translation>
        </message>
        <message>
            <source>assessment</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>asthma</source>
            <translation>哮喘</translation>
        </message>
        <message>
            <source>asystole</source>
            <translation>心脏停搏</translation>
        </message>
        <message>
            <source>audio</source>
            <translation>声音</translation>
        </message>
        <message>
            <source>auditor</source>
            <translation>审计员</translation>
        </message>
        <message>
            <source>blood pressure</source>
            <translation>血压</translation>
        </message>
        <message>
            <source>both</source>
            <translation>声音和文字</translation>
        </message>
        <message>
            <source>cardiac arrest</source>
            <translation>心脏骤停</translation>
        </message>
        <message>
            <source>chest pain</source>
            <translation>胸痛</translation>
        </message>
        <message>
            <source>chief complaint</source>
            <translation>主诉</translation>
        </message>
        <message>
            <source>command</source>
            <translation>口述指令</translation>
        </message>
        <message>
            <source>communication</source>
            <translation>病情告知及知情同意</translation>
        </message>
        <message>
            <source>compressions</source>
            <translation>胸外按压</translation>
        </message>
        <message>
            <source>condition</source>
            <translation>病情变化情况</translation>
        </message>
        <message>
            <source>correction</source>
            <translation>更正</translation>
        </message>
        <message>
            <source>cosign</source>
            <translation>会签</translation>
        </message>
        <message>
            <source>cough</source>
            <translation>咳嗽</translation>
        </message>
        <message>
            <source>decide error</source>
            <translation>裁定错误标记</translation>
        </message>
        <message>
            <source>decide unarchive</source>
            <translation>裁定取消归档</translation>
        </message>
        <message>
            <source>defibrillation</source>
            <translation>除颤</translation>
        </message>
        <message>
            <source>diabetes</source>
            <translation>糖尿病</translation>
        </message>
        <message>
            <source>diagnosis</source>
            <translation>诊断</translation>
        </message>
        <message>
            <source>diastolic</source>
            <translation>舒张压</translation>
        </message>
        <message>
            <source>dictated</source>
            <translation>口述</translation>
        </message>
        <message>
            <source>discharge</source>
            <translation>离院</translation>
        </message>
        <message>
            <source>disposition</source>
            <translation>去向</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>drug</source>
            <translation>药物</translation>
        </message>
        <message>
            <source>drug allergy</source>
            <translation>药物过敏</translation>
        </message>
        <message>
            <source>dyspnea</source>
            <translation>呼吸困难</translation>
        </message>
        <message>
            <source>ecg</source>
            <translation>心电图</translation>
        </message>
        <message>
            <source>ed course</source>
            <translation>急诊诊疗经过</translation>
        </message>
        <message>
            <source>edit</source>
            <translation>编辑</translation>
        </message>
        <message>
            <source>emergency unauth</source>
            <translation>未登录的紧急录音</translation>
        </message>
        <message>
            <source>emr compliance</source>
            <translation>病历质控</translation>
        </message>
        <message>
            <source>ems</source>
            <translation>院前急救人员</translation>
        </message>
        <message>
            <source>en</source>
            <translation>英语</translation>
        </message>
        <message>
            <source>error approved</source>
            <translation>已确认为错误</translation>
        </message>
        <message>
            <source>error proposed</source>
            <translation>提请标记为错误</translation>
        </message>
        <message>
            <source>error refused</source>
            <translation>错误标记被驳回</translation>
        </message>
        <message>
            <source>event</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>exam</source>
            <translation>体格检查</translation>
        </message>
        <message>
            <source>export service</source>
            <translation>导出服务</translation>
        </message>
        <message>
            <source>family</source>
            <translation>家属</translation>
        </message>
        <message>
            <source>fever</source>
            <translation>发热</translation>
        </message>
        <message>
            <source>flag</source>
            <translation>标记</translation>
        </message>
        <message>
            <source>fracture</source>
            <translation>骨折</translation>
        </message>
        <message>
            <source>given</source>
            <translation>已同意</translation>
        </message>
        <message>
            <source>glasgow coma scale</source>
            <translation>格拉斯哥昏迷评分</translation>
        </message>
        <message>
            <source>glucose</source>
            <translation>血糖</translation>
        </message>
        <message>
            <source>grey</source>
            <translation>灰色</translation>
        </message>
        <message>
            <source>headache</source>
            <translation>头痛</translation>
        </message>
        <message>
            <source>heart rate</source>
            <translation>心率</translation>
        </message>
        <message>
            <source>high</source>
            <translation>高</translation>
        </message>
        <message>
            <source>historical</source>
            <translation>既往</translation>
        </message>
        <message>
            <source>history</source>
            <translation>病史</translation>
        </message>
        <message>
            <source>hpi</source>
            <translation>现病史</translation>
        </message>
        <message>
            <source>hypertension</source>
            <translation>高血压</translation>
        </message>
        <message>
            <source>hypotension unmeasurable</source>
            <translation>血压测不出</translation>
        </message>
        <message>
            <source>hypothetical</source>
            <translation>假设</translation>
        </message>
        <message>
            <source>immunizations</source>
            <translation>预防接种史</translation>
        </message>
        <message>
            <source>interpreter</source>
            <translation>翻译</translation>
        </message>
        <message>
            <source>low</source>
            <translation>低</translation>
        </message>
        <message>
            <source>massive hemorrhage</source>
            <translation>大出血</translation>
        </message>
        <message>
            <source>mean arterial pressure</source>
            <translation>平均动脉压</translation>
        </message>
        <message>
            <source>measures</source>
            <translation>抢救措施</translation>
        </message>
        <message>
            <source>medication</source>
            <translation>药物</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>中</translation>
        </message>
        <message>
            <source>meds</source>
            <translation>用药史</translation>
        </message>
        <message>
            <source>negated</source>
            <translation>否认</translation>
        </message>
        <message>
            <source>negation</source>
            <translation>否定</translation>
        </message>
        <message>
            <source>no pulse</source>
            <translation>无脉搏</translation>
        </message>
        <message>
            <source>number</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>nurse</source>
            <translation>护士</translation>
        </message>
        <message>
            <source>observation course</source>
            <translation>留观病程记录</translation>
        </message>
        <message>
            <source>offer</source>
            <translation>提出移交</translation>
        </message>
        <message>
            <source>outcome</source>
            <translation>抢救结果</translation>
        </message>
        <message>
            <source>oxygen saturation</source>
            <translation>血氧饱和度</translation>
        </message>
        <message>
            <source>pain score</source>
            <translation>疼痛评分</translation>
        </message>
        <message>
            <source>participants</source>
            <translation>参加抢救人员</translation>
        </message>
        <message>
            <source>patient</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>physician</source>
            <translation>医师</translation>
        </message>
        <message>
            <source>plan</source>
            <translation>处理计划</translation>
        </message>
        <message>
            <source>pmh</source>
            <translation>既往史</translation>
        </message>
        <message>
            <source>pneumonia</source>
            <translation>肺炎</translation>
        </message>
        <message>
            <source>pneumothorax</source>
            <translation>气胸</translation>
        </message>
        <message>
            <source>pregnancy</source>
            <translation>妊娠</translation>
        </message>
        <message>
            <source>prehospital</source>
            <translation>院前急救</translation>
        </message>
        <message>
            <source>present</source>
            <translation>存在</translation>
        </message>
        <message>
            <source>primary survey</source>
            <translation>初步评估</translation>
        </message>
        <message>
            <source>procedure</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>procedures</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>propose error</source>
            <translation>提请标记为错误</translation>
        </message>
        <message>
            <source>propose unarchive</source>
            <translation>提请取消归档</translation>
        </message>
        <message>
            <source>proposed</source>
            <translation>待确认</translation>
        </message>
        <message>
            <source>pulmonary embolism</source>
            <translation>肺栓塞</translation>
        </message>
        <message>
            <source>pulseless electrical activity</source>
            <translation>无脉性电活动</translation>
        </message>
        <message>
            <source>query</source>
            <translation>疑问</translation>
        </message>
        <message>
            <source>quoted</source>
            <translation>转述</translation>
        </message>
        <message>
            <source>red</source>
            <translation>红色</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>拒绝</translation>
        </message>
        <message>
            <source>rejected</source>
            <translation>已拒绝</translation>
        </message>
        <message>
            <source>respiratory arrest</source>
            <translation>呼吸骤停</translation>
        </message>
        <message>
            <source>respiratory rate</source>
            <translation>呼吸频率</translation>
        </message>
        <message>
            <source>result</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>results</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>resuscitation drug</source>
            <translation>复苏药物</translation>
        </message>
        <message>
            <source>reword</source>
            <translation>改写</translation>
        </message>
        <message>
            <source>risk factors</source>
            <translation>既往史及危险因素</translation>
        </message>
        <message>
            <source>ros</source>
            <translation>系统回顾</translation>
        </message>
        <message>
            <source>sandbox</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>seal</source>
            <translation>封存</translation>
        </message>
        <message>
            <source>sealed</source>
            <translation>已封存</translation>
        </message>
        <message>
            <source>secadmin</source>
            <translation>安全管理员</translation>
        </message>
        <message>
            <source>seizure</source>
            <translation>抽搐</translation>
        </message>
        <message>
            <source>sepsis shock</source>
            <translation>感染性休克</translation>
        </message>
        <message>
            <source>sign</source>
            <translation>签名</translation>
        </message>
        <message>
            <source>signed</source>
            <translation>已签名</translation>
        </message>
        <message>
            <source>slot</source>
            <translation>未填项</translation>
        </message>
        <message>
            <source>social</source>
            <translation>个人史</translation>
        </message>
        <message>
            <source>speaker</source>
            <translation>说话人</translation>
        </message>
        <message>
            <source>spelling</source>
            <translation>拼写</translation>
        </message>
        <message>
            <source>stemi</source>
            <translation>ST段抬高型心肌梗死</translation>
        </message>
        <message>
            <source>strike</source>
            <translation>划去</translation>
        </message>
        <message>
            <source>stroke</source>
            <translation>卒中</translation>
        </message>
        <message>
            <source>suggest</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>suggestion</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>suicidal</source>
            <translation>自杀风险</translation>
        </message>
        <message>
            <source>symptom</source>
            <translation>症状</translation>
        </message>
        <message>
            <source>syncope</source>
            <translation>晕厥</translation>
        </message>
        <message>
            <source>sysadmin</source>
            <translation>系统管理员</translation>
        </message>
        <message>
            <source>systolic</source>
            <translation>收缩压</translation>
        </message>
        <message>
            <source>take</source>
            <translation>接手</translation>
        </message>
        <message>
            <source>temperature</source>
            <translation>体温</translation>
        </message>
        <message>
            <source>template</source>
            <translation>模板</translation>
        </message>
        <message>
            <source>tension pneumothorax</source>
            <translation>张力性气胸</translation>
        </message>
        <message>
            <source>term</source>
            <translation>术语</translation>
        </message>
        <message>
            <source>text</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>transfer</source>
            <translation>转院</translation>
        </message>
        <message>
            <source>typed</source>
            <translation>键入</translation>
        </message>
        <message>
            <source>unarchive proposed</source>
            <translation>提请取消归档</translation>
        </message>
        <message>
            <source>unarchive refused</source>
            <translation>取消归档被驳回</translation>
        </message>
        <message>
            <source>unarchived</source>
            <translation>已取消归档</translation>
        </message>
        <message>
            <source>uncertain</source>
            <translation>不确定</translation>
        </message>
        <message>
            <source>undone</source>
            <translation>已撤销</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>unresponsive</source>
            <translation>无反应</translation>
        </message>
        <message>
            <source>unseal</source>
            <translation>解封</translation>
        </message>
        <message>
            <source>unsealed</source>
            <translation>已解封</translation>
        </message>
        <message>
            <source>ventricular fibrillation</source>
            <translation>心室颤动</translation>
        </message>
        <message>
            <source>ventricular tachycardia</source>
            <translation>室性心动过速</translation>
        </message>
        <message>
            <source>vital</source>
            <translation>生命体征</translation>
        </message>
        <message>
            <source>vitals</source>
            <translation>生命体征</translation>
        </message>
        <message>
            <source>vomiting</source>
            <translation>呕吐</translation>
        </message>
        <message>
            <source>weight</source>
            <translation>体重</translation>
        </message>
        <message>
            <source>withdrawn</source>
            <translation>已撤回</translation>
        </message>
        <message>
            <source>word</source>
            <translation>词语</translation>
        </message>
        <message>
            <source>write</source>
            <translation>写入</translation>
        </message>
        <message>
            <source>zh</source>
            <translation>普通话</translation>
        </message>
    </context>
</TS>
