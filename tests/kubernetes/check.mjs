// SPDX-License-Identifier: MIT
// check.mjs FILE: each document of a Kubernetes manifest against the API's schema: its values by the validators that
// kubernetes-models compiled from it with ajv, its keys by the compiler and the types of kubernetes-types, since a JSON schema
// of the API lets unknown keys pass. Prints what is wrong, and fails; "ok N documents" otherwise.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const group = { v1: "core/v1", "apps/v1": "apps/v1" };

function documents(path) {
  return parseAllDocuments(readFileSync(path, "utf8")).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.join("\n"));
    return document.toJS();
  });
}

async function checkValues(manifest) {
  const models = await import(`kubernetes-models/${manifest.apiVersion}/${manifest.kind}`);
  new models[manifest.kind](manifest).validate();
}

function checkKeys(manifests) {
  const work = mkdtempSync(join(tmpdir(), "telos-kubernetes-"));
  try {
    symlinkSync(join(here, "node_modules"), join(work, "node_modules"));
    const text = manifests.map((manifest, index) =>
      `import { ${manifest.kind} as Kind${index} } from "kubernetes-types/${group[manifest.apiVersion]}";\n`
      + `export const manifest${index}: Kind${index} = ${JSON.stringify(manifest, null, 1)};\n`);
    writeFileSync(join(work, "manifests.ts"), text.join(""));
    execFileSync(join(here, "node_modules/.bin/tsc"), ["--noEmit", "--strict", "--skipLibCheck", join(work, "manifests.ts")],
      { cwd: work, encoding: "utf8" });
  } catch (error) {
    throw error.stdout ? new Error(error.stdout) : error;
  } finally {
    rmSync(work, { recursive: true });
  }
}

try {
  const manifests = documents(process.argv[2]);
  for (const manifest of manifests) await checkValues(manifest);
  checkKeys(manifests);
  console.log(`ok ${manifests.length} documents`);
} catch (error) {
  console.log(error.message);
  process.exit(1);
}
