import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { IMAGE_TAGS } from "../../../tools/ami/images";
import { type FakeAccount, type FakeImage, fakeImages } from "../../support/fakeImages";
import { StackFolder } from "../../support/stackFolder";

const root = resolve(__dirname, "../../..");
const SOURCE = "al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-x86_64";
const [OLD, NEW, ARM, PLAIN] = [1, 2, 3, 4].map((n) => `ami-0000000000000000${n}`) as [string, string, string, string];

const tags = (revision = "a".repeat(40), project = "fairlead") => ({
  [IMAGE_TAGS.made]: project,
  "fairlead:git-revision": revision,
  "fairlead:node-bundle": "b".repeat(64),
  "fairlead:source-image-name": SOURCE,
  "fairlead:ecs-agent-version": "1.107.0",
});

const images: FakeImage[] = [
  { id: OLD, created: "2026-10-01T00:00:00.000Z", tags: tags() },
  { id: NEW, created: "2026-11-01T00:00:00.000Z", tags: tags("c".repeat(40)) },
  { id: ARM, created: "2026-11-02T00:00:00.000Z", architecture: "arm64", tags: tags() },
  { id: PLAIN, created: "2026-11-03T00:00:00.000Z", foreign: true, tags: tags() },
];

const parameters = (name: string) => {
  const folder = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended";
  return {
    [`${folder}/image_id`]: "ami-0a",
    [`${folder}/image_name`]: name,
    [`${folder}/ecs_agent_version`]: "1.108.0",
  };
};

describe("npm run ami", () => {
  let folder: StackFolder;
  let close = () => {};

  afterEach(() => {
    folder.remove();
    close();
    close = () => {};
  });

  /** A project whose dev and prod have these lines for images; every pool is of x86_64. */
  function project(images: { dev?: string; prod?: string } = {}, region = ""): void {
    folder = new StackFolder({});
    folder.write(
      "Pulumi.yaml",
      [
        folder.read("Pulumi.yaml"),
        "  pools: { type: object, default: { main: { instanceTypes: [m7i.large] } } }",
        "  nodeImages: { type: object, default: {} }",
      ].join("\n"),
    );
    for (const [stack, lines = ""] of Object.entries({ dev: images.dev, prod: images.prod })) {
      folder.write(`Pulumi.${stack}.yaml`, `# kept\nconfig:\n  aws:region: eu-central-1 # kept\n${lines}${region}`);
    }
  }

  const pinned = (id: string) => `  fairlead:nodeImages: { x86_64: ${id} } # pinned\n`;

  /** Runs it with an AWS that has these accounts; the shell's key is "key". */
  async function ami(args: readonly string[], accounts: Record<string, FakeAccount> = { key: { images } }) {
    const server = await fakeImages(accounts);
    close = server.close;
    const script = `require(${JSON.stringify(`${root}/tools/ami/cli.ts`)}).runCli(process.argv.slice(1), ${JSON.stringify(folder.path)})`;
    const env = {
      PATH: process.env.PATH,
      HOME: folder.path,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    return new Promise<{ code: number; stdout: string; stderr: string; asked: string[] }>((done) => {
      const command = ["--require", "tsx/cjs", "-e", script, "--", ...args];
      const child = execFile(process.execPath, command, { cwd: root, env }, (_error, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, stdout, stderr, asked: server.asked }),
      );
    });
  }

  it("pins nothing where the settings lead to another account than `accounts` says", async () => {
    project({ dev: pinned(OLD) });
    const text = folder.read("Pulumi.yaml");
    folder.write("Pulumi.yaml", `${text}\n  accounts: { default: { dev: "333333333333" } }`);
    const { code, stderr } = await ami(["dev", "--newest"]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^Stack dev is meant for account 333333333333 \(`accounts`\), .* answered for account 111111111111/,
    );
    assert.ok(folder.read("Pulumi.dev.yaml").includes(OLD));
    folder.write("Pulumi.yaml", `${text}\n  accounts: { default: { dev: "111111111111" } }`);
    close();
    assert.equal((await ami(["dev", "--newest"])).code, 0);
  });

  it("tells of each environment how old its image is, what it is made of, and what is newer", async () => {
    project({ dev: pinned(OLD) });
    const later = "al2023-ami-ecs-hvm-2023.0.20261105-kernel-6.1-x86_64";
    const { code, stdout, stderr } = await ami([], { key: { images, parameters: parameters(later) } });
    assert.equal(code, 0, stderr);
    const told = stdout.replace(/\d+ days old/, "N days old");
    assert.equal(
      told,
      [
        "dev in eu-central-1",
        `  x86_64  ${OLD}  N days old, ECS agent 1.107.0, from ${SOURCE}, of aaaaaaaaaaaa`,
        `          yours is newer: ${NEW} of 2026-11-01: npm run ami -- dev --newest`,
        `          Amazon's is newer: ${later}, ECS agent 1.108.0: build a new one (node-image/README.md)`,
        "prod",
        "  no images of its own: new nodes start from Amazon's newest",
        "",
      ].join("\n"),
    );
  });

  it("asks nobody while no environment has images of its own", async () => {
    project();
    const { code, asked } = await ami([]);
    assert.deepEqual([code, asked], [0, []]);
  });

  it("tells what there would be, of one that has none", async () => {
    project();
    const { stdout } = await ami(["dev"]);
    assert.match(
      stdout,
      new RegExp(`x86_64 has ${NEW} \\(\\d+ days old, ECS agent 1\\.107\\.0, of c+\\): npm run ami -- dev --newest`),
    );
  });

  it("ends with 1 when a pin leads nowhere, and with 2 when AWS does not say; the others are told all the same", async () => {
    project({ dev: pinned("ami-0ffffffffffffffff"), prod: pinned(OLD) });
    const lost = await ami([]);
    assert.equal(lost.code, 1, lost.stderr);
    assert.match(lost.stdout, /this account has no such image in eu-central-1[\s\S]*prod in eu-central-1\n/);
    close();
    folder.write("Pulumi.dev.yaml", `${folder.read("Pulumi.dev.yaml")}  aws:accessKey: other\n  aws:secretKey: s\n`);
    const denied = await ami([]);
    assert.equal(denied.code, 2);
    assert.match(
      denied.stderr,
      /^dev: AWS, asked for stack dev in eu-central-1 with the configured key other, does not say .*UnauthorizedOperation.*\n$/,
    );
    assert.match(denied.stdout, /^prod in eu-central-1\n/);
  });

  it("tells it to programs, too", async () => {
    project({ dev: pinned(OLD) });
    const { stdout } = await ami(["dev", "--json"]);
    const [{ environment, region, pins }] = JSON.parse(stdout);
    assert.deepEqual([environment, region, pins[0].id, pins[0].newer.id], ["dev", "eu-central-1", OLD, NEW]);
  });

  it("moves a pin, and nothing else in the file", async () => {
    project({ dev: pinned(OLD), prod: pinned(OLD) });
    const [dev, prod] = [folder.read("Pulumi.dev.yaml"), folder.read("Pulumi.prod.yaml")];
    const { code, stdout, stderr } = await ami(["dev", "--move", NEW]);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      new RegExp(`^dev, x86_64: ${OLD} -> ${NEW} \\(.*\\)\nWritten to Pulumi\\.dev\\.yaml\\. Next: pulumi up -s dev,`),
    );
    assert.equal(folder.read("Pulumi.dev.yaml"), dev.replace(OLD, NEW));
    assert.equal(folder.read("Pulumi.prod.yaml"), prod);
  });

  it("writes nothing when it is only asked what it would", async () => {
    project({ dev: pinned(OLD) });
    const before = folder.read("Pulumi.dev.yaml");
    const { code, stdout } = await ami(["dev", "--newest", "--dry-run"]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`${OLD} -> ${NEW}[\\s\\S]*Nothing was written to Pulumi\\.dev\\.yaml \\(--dry-run\\)\\.`),
    );
    assert.equal(folder.read("Pulumi.dev.yaml"), before);
  });

  it("pins a first image, and says so when there is nothing to do", async () => {
    project();
    assert.equal((await ami(["dev", "--newest"])).code, 0);
    assert.ok(folder.read("Pulumi.dev.yaml").endsWith(`  fairlead:nodeImages:\n    x86_64: ${NEW}\n`));
    close();
    const again = await ami(["dev", "--newest"]);
    assert.deepEqual([again.code, again.stdout], [0, "dev pins that already; nothing is to do.\n"]);
  });

  it("does not take the newest of another project in the same account, but the one that is named", async () => {
    const theirs = { id: PLAIN, created: "2026-11-20T00:00:00.000Z", tags: tags(undefined, "shop") };
    project({ dev: pinned(OLD) });
    const account = { key: { images: [...images.slice(0, 2), theirs] } };
    assert.match((await ami(["dev", "--newest"], account)).stdout, new RegExp(`${OLD} -> ${NEW} `));
    close();
    assert.match((await ami(["dev", "--move", PLAIN], account)).stdout, new RegExp(`${NEW} -> ${PLAIN} `));
  });

  it("takes what another environment has; from another account, what is made of the same here", async () => {
    const theirs = { id: "ami-000000000000000ff", created: "2026-11-01T00:00:00.000Z", tags: tags("c".repeat(40)) };
    project({ dev: `${pinned(theirs.id)}  aws:accessKey: dev\n  aws:secretKey: s\n`, prod: pinned(OLD) });
    const { code, stderr } = await ami(["prod", "--from", "dev"], { key: { images }, dev: { images: [theirs] } });
    assert.equal(code, 0, stderr);
    assert.match(folder.read("Pulumi.prod.yaml"), new RegExp(`x86_64: ${NEW} `));
  });

  for (const [title, id, message] of [
    ["is older", OLD, /older than .*--force-older/],
    ["is for a processor that no pool has", ARM, /it is for arm64, and its pools are of x86_64/],
    ["somebody else has made", PLAIN, /it was not made with node-image\//],
    ["there is not", "ami-0ffffffffffffffff", /There is no image ami-0f+ in eu-central-1/],
  ] as [string, string, RegExp][]) {
    it(`refuses an image that ${title}, in one line, and touches nothing`, async () => {
      project({ dev: pinned(NEW) });
      const before = folder.read("Pulumi.dev.yaml");
      const { code, stdout, stderr } = await ami(["dev", "--move", id]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1);
      assert.equal(folder.read("Pulumi.dev.yaml"), before);
    });
  }

  for (const [title, args, message] of [
    ["an environment that there is not", ["test"], /There is no environment test\. There are dev, prod\./],
    ["an option that there is not", ["--oldest"], /Unknown option '--oldest'/],
    [
      "an environment without images to take them from",
      ["dev", "--from", "prod"],
      /prod pins no images; Pulumi\.prod\.yaml has no nodeImages\./,
    ],
  ] as [string, string[], RegExp][]) {
    it(`says what is wrong when it is given ${title}`, async () => {
      project({ dev: pinned(OLD) });
      const { code, stderr } = await ami(args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }

  it("says what is wrong with pins that are none", async () => {
    project({ dev: "  fairlead:nodeImages: { x86_64: latest, arm: ami-0123456789abcdef0 }\n" });
    const { code, stderr } = await ami(["dev"]);
    assert.equal(code, 2);
    assert.match(stderr, /nodeImages\.x86_64 is "latest"[\s\S]*nodeImages\.arm is no processor/);
  });
});
