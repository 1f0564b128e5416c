// Sends ADT messages with clients of npm; node adt_senders.mjs CLIENT SOCKET < one JSON string a line.
// The clients know hosts and ports only; here every connection goes to a local socket instead.
import net from 'node:net';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [client, path] = process.argv.slice(2);
const real = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...rest) {
  const done = rest.flat().find((one) => typeof one === 'function');
  return real.call(this, { path }, done);
};

async function medplum() {
  const { Hl7Client } = await import('@medplum/hl7');
  const { Hl7Message } = await import('@medplum/core');
  const sender = new Hl7Client({ host: '127.0.0.1', port: 2575, encoding: 'utf-8' });
  await sender.connect();
  return {
    send: async (text) => (await sender.sendAndWait(Hl7Message.parse(text))).toString(),
    end: () => sender.close(),
  };
}

async function nodeHl7() {
  const require = createRequire(import.meta.url);
  const { Client, Message } = require('node-hl7-client');
  const waiting = [];
  const sender = new Client({ host: '127.0.0.1' });
  const way = sender.createConnection({ port: 2575 }, (answer) => {
    waiting.shift()(answer.getMessage().toString());
  });
  return {
    send: async (text) => {
      const answered = new Promise((done) => waiting.push(done));
      await way.sendMessage(new Message({ text: text.replace(/\r$/, '') }));
      return answered;
    },
    end: () => way.close(),
  };
}

const talk = await (client === 'medplum' ? medplum() : nodeHl7());
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await talk.send(JSON.parse(line))));
}
await talk.end();
process.exit(0);
