// HL7 servers of other makes, reached through a local socket: node mllp_servers.mjs KIND PATH
// prints "ready", then each message it took as one line of JSON.
import { createServer, connect } from 'node:net';

const [kind, path] = process.argv.slice(2);
const took = (message) => process.stdout.write(JSON.stringify(message.toString()) + '\n');

async function medplum(port, enhanced) {
  const { Hl7Server } = await import('@medplum/hl7');
  const server = new Hl7Server((connection) => {
    connection.addEventListener('message', (event) => {
      took(event.message);
      connection.send(event.message.buildAck());
    });
  });
  server.start(port, 'utf-8', enhanced);
}

async function nodeHl7(port) {
  const { Server } = await import('node-hl7-server');
  new Server().createInbound({ port, overrideMSH: true }, async (request, response) => {
    took(request.getMessage());
    await response.sendResponse('AA');
  });
}

const port = await new Promise((found) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});
await (kind === 'node-hl7' ? nodeHl7(port) : medplum(port, kind === 'medplum-enhanced'));
createServer((ours) => {
  const theirs = connect(port, '127.0.0.1');
  ours.pipe(theirs).pipe(ours);
  ours.on('error', () => theirs.destroy());
  theirs.on('error', () => ours.destroy());
}).listen(path, () => process.stdout.write('ready\n'));
