import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const root = join(__dirname, "../..");

/** What the examples take for granted. */
const AROUND = `
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";
declare const cluster: aws.ecs.Cluster, nodes: aws.ec2.SecurityGroup, vpc: awsx.ec2.Vpc, environment: fairlead.EcsEnvironment;
`;

/** The TypeScript examples in a file: its \`\`\`ts blocks, also those in comments. */
function examplesIn(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/^ \* ?/gm, "");
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) =>
    code.replace(/^import .* from "fairlead";$/gm, ""),
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : filesIn(path);
    return /\.(ts|md)$/.test(entry.name) ? [path] : [];
  });
}

describe("the examples in comments and READMEs", () => {
  it("compile", () => {
    const folder = mkdtempSync(join(tmpdir(), "fairlead-examples-"));
    try {
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      const files = [join(root, "README.md"), ...filesIn(join(root, "components"))].flatMap((file) =>
        examplesIn(file).map((code, i) => {
          const name = `${basename(file).replace(/\W/g, "-")}-${i + 1}.ts`;
          writeFileSync(join(folder, name), `${AROUND}{\n${code}\n}\n`);
          return name;
        }),
      );
      if (files.length < 8) throw new Error(`only ${files.length} examples were found`);
      const extended = { extends: join(root, "tsconfig.json"), files };
      const paths = { fairlead: [join(root, "components/index.ts")] };
      const compilerOptions = { paths, typeRoots: [join(root, "node_modules/@types")], noUnusedLocals: false };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...extended, include: [], compilerOptions }));
      execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder], {
        stdio: ["ignore", "inherit", "inherit"],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
