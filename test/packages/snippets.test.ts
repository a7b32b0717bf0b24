import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildIfStale } from "../../tools/build";
import { pages } from "../support/markdown";

const root = join(__dirname, "../..");

/** What examples take for granted, unless they import it themselves. */
const IMPORTS: Readonly<Record<string, string>> = {
  aws: "@pulumi/aws",
  awsx: "@pulumi/awsx",
  pulumi: "@pulumi/pulumi",
  fairlead: "fairlead",
};

/** What there is around an example. */
const AROUND = `
declare const cluster: aws.ecs.Cluster, nodes: aws.ec2.SecurityGroup, vpc: awsx.ec2.Vpc, environment: fairlead.EcsEnvironment;
`;

/** The TypeScript examples in the comments of a source: its \`\`\`ts blocks. */
function examplesInComments(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8").replace(/^ *\* ?/gm, "");
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
}

/** A program of an example: its own imports stay at the top, and its names do not meet those around it. */
function programOf(code: string): string {
  const own = code.match(/^import [^;]*;$/gm) ?? [];
  const given = Object.entries(IMPORTS)
    .filter(([name]) => !own.some((line) => new RegExp(`\\bas ${name}\\b`).test(line)))
    .map(([name, from]) => `import * as ${name} from "${from}";`);
  return [
    ...own,
    ...given,
    AROUND,
    "export async function example() {",
    code.replaceAll(/^import [^;]*;$/gm, ""),
    "}",
  ].join("\n");
}

describe("the examples in comments and documentation", () => {
  it("compile against the packages as they are built", function () {
    this.timeout(300_000); // builds them first when they are stale
    buildIfStale();
    const folder = mkdtempSync(join(tmpdir(), "fairlead-examples-"));
    try {
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      const list = execFileSync("git", ["ls-files", "components/*.ts", "policy/*.ts"], { cwd: root, encoding: "utf8" });
      const sources = list.split("\n").filter((file) => file !== "");
      const examples = [
        ...pages().map(({ file, blocks }) => ({
          file,
          codes: blocks.filter(({ language }) => /^(ts|typescript)$/.test(language)).map(({ code }) => code),
        })),
        ...sources.map((file) => ({ file, codes: examplesInComments(file) })),
      ];
      const files = examples.flatMap(({ file, codes }) =>
        codes.map((code, i) => {
          const name = `${file.replaceAll(/\W/g, "-")}-${i + 1}.ts`;
          writeFileSync(join(folder, name), programOf(code));
          return name;
        }),
      );
      if (files.length < 9) throw new Error(`only ${files.length} examples were found`);
      const compilerOptions = {
        paths: {}, // the packages, not their sources
        typeRoots: [join(root, "node_modules/@types")],
        noUnusedLocals: false,
      };
      const config = { extends: join(root, "tsconfig.json"), files, include: [], compilerOptions };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder], {
        stdio: ["ignore", "inherit", "inherit"],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
