<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>ERScribe</name>
        <message>
            <source>&amp;Code</source>
            <translation>抢救记录(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Encounter</source>
            <translation>就诊(&amp;E)</translation>
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
            <source>&amp;New password</source>
            <translation>新密码(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Note</source>
            <translation>病历(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Password</source>
            <translation>密码(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Reason</source>
            <translation>原因(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Why</source>
            <translation>说明(&amp;W)</translation>
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
            <source>A recording that another user began is still running. Stop ends it; its text is shown to them alone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A recording without sign-in is running. Stop ends it; then a physician can claim it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>AMBER</source>
            <translation>黄色</translation>
        </message>
        <message>
            <source>Access</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Acknowledge</source>
            <translation>知悉</translation>
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
            <source>Adrenaline</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Airway</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All files, progress</source>
            <translation>全部文件的进度</translation>
        </message>
        <message>
            <source>Amiodarone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Another reason</source>
            <translation>其他原因</translation>
        </message>
        <message>
            <source>Another user signs in; who was here before is signed out.</source>
            <translation>由其他用户登录；之前的用户将被注销。</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Back to the encounter</source>
            <translation>回到就诊</translation>
        </message>
        <message>
            <source>Break the glass</source>
            <translation>紧急调阅</translation>
        </message>
        <message>
            <source>CPR start</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>CPR start / stop</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>CPR stop</source>
            <translation type="unfinished" />
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
            <source>Change password and sign in</source>
            <translation>修改密码并登录</translation>
        </message>
        <message>
            <source>Checking…</source>
            <translation>正在核对…</translation>
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
            <source>Close {label}</source>
            <translation>关闭 {label}</translation>
        </message>
        <message>
            <source>Delete its sound for good</source>
            <translation>永久删除声音</translation>
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
            <source>Draft: live text is written while it is said. The final text comes after Stop.</source>
            <translation type="unfinished" />
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
            <source>End it now</source>
            <translation>立即结束</translation>
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
            <source>Finish</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>Finish all</source>
            <translation>全部完成</translation>
        </message>
        <message>
            <source>For emergencies: sound is kept, encrypted, and nothing is shown. A physician claims it later.</source>
            <translation>供紧急情况使用：声音加密保存，不显示任何内容；之后由医师认领。</translation>
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
            <source>Hide</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <source>Hide this list</source>
            <translation>隐藏此列表</translation>
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
            <source>In your own words, at least {count} characters</source>
            <translation>请用自己的话说明，至少 {count} 个字</translation>
        </message>
        <message>
            <source>It is recorded now; stop recording before you close it.</source>
            <translation>该就诊正在录音，请先停止录音再关闭。</translation>
        </message>
        <message>
            <source>Keeping the last words…</source>
            <translation type="unfinished" />
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
            <source>Later</source>
            <translation>稍后</translation>
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
            <source>Leave them</source>
            <translation>不处理</translation>
        </message>
        <message>
            <source>Left out: {what}</source>
            <translation>未加入：{what}</translation>
        </message>
        <message>
            <source>Live text is being made ready; recording does not wait for it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Live text, a draft</source>
            <translation type="unfinished" />
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
            <source>Looking at what you dropped…</source>
            <translation>正在查看您拖入的内容…</translation>
        </message>
        <message>
            <source>Mark (F9)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Microphone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Microphone level</source>
            <translation>麦克风音量</translation>
        </message>
        <message>
            <source>Microphone: {name}</source>
            <translation type="unfinished" />
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
            <source>New password a&amp;gain</source>
            <translation>再次输入新密码(&amp;G)</translation>
        </message>
        <message>
            <source>Newest words ↓</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No keyword heard.</source>
            <translation>未听到关键词。</translation>
        </message>
        <message>
            <source>Not an alarm system. Keywords that were heard; some are missed.</source>
            <translation>本系统不是报警系统，仅列出听到的关键词，可能有遗漏。</translation>
        </message>
        <message>
            <source>OK</source>
            <translation>好</translation>
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
            <source>Open encounters</source>
            <translation>打开的就诊</translation>
        </message>
        <message>
            <source>Other drug</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Other event</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Other user…</source>
            <translation>其他用户…</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pause or resume: Ctrl+Alt+P</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Paused, nothing is recorded</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Press Record and speak: words appear here as they are said.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Put a mark at this moment: F9</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>RED</source>
            <translation>红色</translation>
        </message>
        <message>
            <source>ROSC</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Re&amp;view</source>
            <translation>复核(&amp;V)</translation>
        </message>
        <message>
            <source>Read the notes</source>
            <translation>阅读病历</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ready, microphone open</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ready, opening microphone…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Record</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Record is for: {whom}</source>
            <translation>录音将归于：{whom}</translation>
        </message>
        <message>
            <source>Record or stop: Ctrl+Alt+R</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Recorded time</source>
            <translation>已录时长</translation>
        </message>
        <message>
            <source>Recording</source>
            <translation type="unfinished" />
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
            <source>Recording without an encounter: file it afterwards.</source>
            <translation>录音未关联就诊，请事后归档。</translation>
        </message>
        <message>
            <source>Recording without sign-in. Stop it here, or sign in.</source>
            <translation>未登录录音中。可在此停止，或登录。</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Rhythm check</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Saved notes</source>
            <translation>已保存的病历</translation>
        </message>
        <message>
            <source>Seen</source>
            <translation>已阅</translation>
        </message>
        <message>
            <source>Shock</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show what is recorded</source>
            <translation>显示正在录音的就诊</translation>
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
            <source>Sign out</source>
            <translation>注销</translation>
        </message>
        <message>
            <source>Sign-in</source>
            <translation>登录</translation>
        </message>
        <message>
            <source>Signed in: {name} ({role})</source>
            <translation>已登录：{name}（{role}）</translation>
        </message>
        <message>
            <source>Speaker {before} → {after}</source>
            <translation>说话人 {before} → {after}</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>正在启动…</translation>
        </message>
        <message>
            <source>Stop recording</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Switch user</source>
            <translation>切换用户</translation>
        </message>
        <message>
            <source>TOO LOUD</source>
            <translation>声音过大</translation>
        </message>
        <message>
            <source>Take out “{before}”</source>
            <translation>删去“{before}”</translation>
        </message>
        <message>
            <source>Take what is over off this list</source>
            <translation>从列表中移除已结束的项目</translation>
        </message>
        <message>
            <source>The event stays on screen and is tried again: {why}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The recording was deleted.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The two new passwords differ; type them again.</source>
            <translation>两次输入的新密码不一致，请重新输入。</translation>
        </message>
        <message>
            <source>There is no recording among what you dropped.</source>
            <translation>拖入的内容中没有录音。</translation>
        </message>
        <message>
            <source>Time of death</source>
            <translation type="unfinished" />
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
            <source>Unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Unlock</source>
            <translation>解锁</translation>
        </message>
        <message>
            <source>WRONG PATIENT? You see {shown}. Recording is for {whom}.</source>
            <translation>患者不符？您看到的是 {shown}，录音归于 {whom}。</translation>
        </message>
        <message>
            <source>Write “{after}”</source>
            <translation>写入“{after}”</translation>
        </message>
        <message>
            <source>You are not assigned to this patient. You may read their notes for {hours} hours when care needs it. That you did, and why, is kept and shown to those who watch over privacy.</source>
            <translation>您不是该患者的责任医护人员。诊疗需要时，您可在 {hours} 小时内阅读其病历。此次调阅及其理由会被记录，并报告给隐私监管人员。</translation>
        </message>
        <message>
            <source>You scrolled up, so the text no longer follows</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Your &amp;password</source>
            <translation>您的密码(&amp;P)</translation>
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
            <source>[grey, in brackets …] may still change.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>a correction is proposed</source>
            <translation>有一处更正建议</translation>
        </message>
        <message>
            <source>a red keyword alert was not acknowledged</source>
            <translation>有一条红色关键词提示未知悉</translation>
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
            <source>acknowledged by {name}</source>
            <translation>{name} 已知悉</translation>
        </message>
        <message>
            <source>asystole</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <source>done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>failed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>finding speech</source>
            <translation>查找语音</translation>
        </message>
        <message>
            <source>grey</source>
            <translation>灰色</translation>
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
            <source>heard with a confidence of only {percent} %</source>
            <translation>听写置信度仅 {percent}%</translation>
        </message>
        <message>
            <source>keeping last {kept} s</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>less than a minute left</source>
            <translation>剩余不到 1 分钟</translation>
        </message>
        <message>
            <source>live text loading…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>made without sign-in</source>
            <translation>未登录时录制</translation>
        </message>
        <message>
            <source>mark</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>mask</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no level</source>
            <translation>无音量</translation>
        </message>
        <message>
            <source>nobody speaks that fast or that slowly</source>
            <translation>语速快得或慢得不正常</translation>
        </message>
        <message>
            <source>not recorded {start} to {end}: {why}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>paused</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>read in the text</source>
            <translation>从文字中读到</translation>
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
            <source>role unknown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>saving</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>silence</source>
            <translation>静音</translation>
        </message>
        <message>
            <source>somebody suggests a change</source>
            <translation>有人提出修改建议</translation>
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
            <source>supraglottic</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>telling the speakers apart</source>
            <translation>区分说话人</translation>
        </message>
        <message>
            <source>text {lag} s behind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the computer slept</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the computer was too busy</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the disk could not take it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the microphone was lost</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the recorder was started again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the same words again and again: maybe nobody said them</source>
            <translation>同样的词反复出现，可能没有人说过</translation>
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
            <source>too many words for so short a time</source>
            <translation>短时间内词数过多</translation>
        </message>
        <message>
            <source>tube</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>under way</source>
            <translation>进行中</translation>
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
            <source>{began}, {what}</source>
            <translation>{began}，{what}</translation>
        </message>
        <message>
            <source>{count} beyond the {most} that are taken at once</source>
            <translation>{count} 个超出单次上限（{most} 个）</translation>
        </message>
        <message>
            <source>{count} empty</source>
            <translation>{count} 个为空</translation>
        </message>
        <message>
            <source>{count} more are unfinished.</source>
            <translation>另有 {count} 段录音未完成。</translation>
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
            <source>{count} recordings were made without sign-in; a physician must claim them.</source>
            <translation>有 {count} 段录音是在未登录时录制的，须由医师认领。</translation>
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
            <source>{file}: done.</source>
            <translation>{file}：已完成。</translation>
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
            <source>{problem}; its sound is kept.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{role}, trainee</source>
            <translation>{role}，规培</translation>
        </message>
        <message>
            <source>{stage} (step {number} of {count})</source>
            <translation>{stage}（第 {number}/{count} 步）</translation>
        </message>
        <message>
            <source>{time} long: {what}</source>
            <translation>时长 {time}：{what}</translation>
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
            <source>← Back (Esc)</source>
            <translation>← 返回 (Esc)</translation>
        </message>
        <message>
            <source>■  Stop</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>■  Stop this recording</source>
            <translation>■  停止此录音</translation>
        </message>
        <message>
            <source>○ not recording</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>●  Record</source>
            <translation type="unfinished" />
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
            <source>✓ told</source>
            <translation>✓ 已通知</translation>
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
            <source>compressions</source>
            <translation>胸外按压</translation>
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
            <source>grey</source>
            <translation>灰色</translation>
        </message>
        <message>
            <source>headache</source>
            <translation>头痛</translation>
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
            <source>offer</source>
            <translation>提出移交</translation>
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
            <source>present</source>
            <translation>存在</translation>
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
            <source>result</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>results</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>reword</source>
            <translation>改写</translation>
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
            <source>take</source>
            <translation>接手</translation>
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
