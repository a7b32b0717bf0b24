import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { startMoto, stopMoto } from "../../tools/sandbox/emulator";
import { SandboxFolder } from "../../tools/sandbox/folder";
import { isOnPath } from "../../tools/sandbox/path";
import { isAlive } from "../../tools/sandbox/processes";
import { activeRevisions, type Clients, clientsFor, servicesOf } from "../support/engineAws";
import { inventory } from "../support/engineInventory";
import { Project } from "../support/engineProject";
import { describeWithEngine } from "../support/engineSuite";

/** Settings that lead elsewhere, as people have them in their shells. Nothing answers at these addresses. */
const ELSEWHERE = {
  AWS_ENDPOINT_URL_ECS: "http://127.0.0.1:9",
  AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:9",
  AWS_PROFILE: "production",
  AWS_REGION: "us-east-1",
  PULUMI_ACCESS_TOKEN: "nobody's",
  PULUMI_BACKEND_URL: "https://127.0.0.1:9",
  PULUMI_STACK: "prod",
  PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere",
};

const SERVICES = ["checkout", "mailer", "search", "storefront"];
const NO_CHANGES = /no changes, \d+ resources as before/g;

/** A sandbox of a copy of this project. */
class Sandbox {
  readonly folder: SandboxFolder;
  private readonly root: string;

  constructor(
    project: Project,
    region: string,
    private readonly variables: NodeJS.ProcessEnv,
  ) {
    for (const stack of ["releases", "dev"]) project.configure(stack, "aws:region", region);
    this.folder = new SandboxFolder(project.folder);
    this.root = project.folder;
  }

  /** Runs the tool as `npm run sandbox` does. @param seen Gets what it has printed so far. */
  run(args: string[] = [], seen: (output: string, tool: ChildProcess) => void = () => undefined) {
    const tool = spawn(process.execPath, ["--require", "tsx/cjs", join("tools", "sandbox", "main.ts"), ...args], {
      cwd: this.root,
      env: { ...this.variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
      let output = "";
      for (const stream of [tool.stdout, tool.stderr]) {
        stream.on("data", (data) => {
          output += data;
          seen(output, tool);
        });
      }
      tool.on("error", reject);
      tool.on("close", (code) => resolve({ code, output }));
    });
  }

  /** The same for a run that must succeed. */
  async succeed(...args: string[]): Promise<string> {
    const { code, output } = await this.run(args);
    assert.equal(code, 0, output);
    return output;
  }
}

/** The rows of a listing's table, cell by cell. */
function rowsOf(output: string, firstTitle: string): string[][] {
  const [, table = ""] = output.split(new RegExp(`^${firstTitle}  .*\n`, "m"));
  const [rows = ""] = table.split("\n\n");
  return rows.split("\n").map((row) => row.split(/ {2,}/));
}

describeWithEngine("the sandbox on an emulator that is there", "ap-southeast-2", (bench) => {
  const region = "ap-southeast-2";
  let sandbox: Sandbox;
  let listed = "";
  before(() => {
    const { AWS_ENDPOINT_URL } = bench.environment;
    sandbox = new Sandbox(bench.project, region, { ...bench.environment, ...ELSEWHERE, AWS_ENDPOINT_URL });
  });

  it("stops when it is interrupted, and finishes what has begun", async () => {
    let asked = false;
    const { code, output } = await sandbox.run([], (output, tool) => {
      if (asked || !output.includes("Vpc dev")) return;
      asked = true;
      tool.kill("SIGINT");
    });
    assert.equal(code, 130, output);
    assert.match(output, /Interrupted\. `npm run sandbox` goes on from here/);
    assert.doesNotMatch(output, /WebService/);
  });

  it("goes on from there, and lists what runs where as it is", async () => {
    const output = await sandbox.succeed();
    listed = output;
    assert.match(output, /releases\n {2}no changes/);
    const services = await servicesOf("fairlead-dev", bench.aws);
    assert.deepEqual(
      rowsOf(output, "Service").map((row) => row.slice(0, 3)),
      services.map(({ name, deployments, running, desired }) => [
        name,
        deployments[0]?.release,
        `${running} of ${desired}`,
      ]),
    );
    assert.deepEqual(
      services.map(({ name }) => name),
      SERVICES,
    );
    const nodes = rowsOf(output, "Node").map(([id]) => id);
    for (const [, , , on = ""] of rowsOf(output, "Service")) assert.ok(nodes.includes(on), on);
    assert.deepEqual(
      rowsOf(output, "Job").map(([name]) => name),
      ["prices", "report"],
    );
  });

  it("lists every host with where it goes, and the load balancer's name", () => {
    const routes = rowsOf(listed, "Host").map((row) => row.join(" "));
    assert.deepEqual(
      routes.filter((route) => /^(shop|search)/.test(route)),
      [
        "search.dev.example.com all search",
        "shop.dev.example.com /checkout/* checkout",
        "shop.dev.example.com all storefront",
      ],
    );
    assert.equal(routes.length, 9);
    assert.match(listed, /^Load balancer {2}dev-\S+\.elb\.amazonaws\.com$/m);
  });

  it("changes nothing when nothing has changed, also after an engine was killed and has left its lock", async () => {
    const lock = sandbox.folder.file("backend/.pulumi/locks/organization/fairlead/dev/left.json");
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, username: "x", hostname: "x", timestamp: new Date() }));
    const before = await inventory(bench.aws);
    const output = await sandbox.succeed();
    assert.equal(output.match(NO_CHANGES)?.length, 2, output);
    assert.deepEqual(await inventory(bench.aws), before);
    assert.equal(existsSync(lock), false);
  });

  it("moves dev to a new revision when its pin moves", async () => {
    bench.project.edit("stacks/shop.ts", "eclipse-temurin:21-jdk", "eclipse-temurin:25-jdk");
    bench.project.configure("dev", "pins.search", 2);
    const output = await sandbox.succeed();
    assert.match(output, /± TaskRelease search|~ TaskRelease search/);
    assert.deepEqual(rowsOf(output, "Service")[2]?.slice(0, 3), ["search", "search:2", "1 of 1"]);
  });

  it("leaves another sandbox on the same emulator alone", async () => {
    const project = new Project(bench.environment, region);
    try {
      const { code, output } = await new Sandbox(project, region, bench.environment).run();
      assert.equal(code, 2);
      assert.ok(output.includes(`has the sandbox of ${sandbox.folder.path}`), output);
      assert.equal(output.trim().split("\n").length, 1);
    } finally {
      project.remove();
    }
  });

  it("leaves nothing at all when it is removed", async () => {
    await sandbox.succeed("--down");
    assert.deepEqual(await bench.made(), {});
    assert.deepEqual(await activeRevisions(bench.aws), []);
    assert.equal(existsSync(sandbox.folder.path), false);
    assert.match(await sandbox.succeed("--down"), /There is no sandbox/);
  });
});

/** Declares a suite that needs plain moto too. Without it, one line says so. */
const describeWithMoto: typeof describeWithEngine = (title, region, steps) => {
  if (isOnPath("moto_server", process.env)) return describeWithEngine(title, region, steps);
  console.log("The sandbox is not tried on plain moto: there is no moto_server on PATH (pip install 'moto[server]').");
  describe.skip(title, () => it("needs moto_server"));
};

/** Some of what the stacks make, by name; moto cannot be asked for all of it. */
async function some({ autoScaling, ec2, elb, iam, logs, s3 }: Clients): Promise<(string | undefined)[]> {
  const [groups, vpcs, balancers, roles, logGroups, buckets] = await Promise.all([
    autoScaling.send(new DescribeAutoScalingGroupsCommand({})),
    ec2.send(new DescribeVpcsCommand({})),
    elb.send(new DescribeLoadBalancersCommand({})),
    iam.send(new ListRolesCommand({})),
    logs.send(new DescribeLogGroupsCommand({})),
    s3.send(new ListBucketsCommand({})),
  ]);
  return [
    ...(groups.AutoScalingGroups ?? []).map((group) => group.AutoScalingGroupName),
    ...(vpcs.Vpcs ?? []).map((vpc) => vpc.VpcId),
    ...(balancers.LoadBalancers ?? []).map((balancer) => balancer.LoadBalancerName),
    ...(roles.Roles ?? []).map((role) => role.RoleName),
    ...(logGroups.logGroups ?? []).map((group) => group.logGroupName),
    ...(buckets.Buckets ?? []).map((bucket) => bucket.Name),
  ];
}

describeWithMoto("the sandbox on plain moto", "ap-northeast-1", (bench) => {
  const region = "ap-northeast-1";
  let sandbox: Sandbox;
  before(() => {
    const { AWS_ENDPOINT_URL: _, ...variables } = bench.environment;
    sandbox = new Sandbox(bench.project, region, variables);
  });

  it("starts it, waits for every service, and changes nothing by a second run", async () => {
    const output = await sandbox.succeed();
    assert.deepEqual(
      rowsOf(output, "Service").map(([name, , tasks]) => [name, tasks]),
      SERVICES.map((name) => [name, "1 of 1"]),
    );
    assert.doesNotMatch(output, /not waited for/);
    const again = await sandbox.succeed();
    assert.equal(again.match(NO_CHANGES)?.length, 2, again);
  });

  it("stops it when the sandbox is removed", async () => {
    const { emulatorPid = 0 } = sandbox.folder.state ?? {};
    assert.ok(isAlive(emulatorPid));
    await sandbox.succeed("--down");
    assert.equal(isAlive(emulatorPid), false);
    assert.equal(existsSync(sandbox.folder.path), false);
  });

  it("says that it waits for no service where none ever has a task, and leaves nothing there either", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "fairlead-moto-"));
    const moto = await startMoto(elsewhere, bench.environment, 0);
    const project = new Project(bench.environment, region);
    try {
      const clients = clientsFor(moto.endpoint, region);
      const before = await some(clients);
      const sandbox = new Sandbox(project, region, { ...bench.environment, AWS_ENDPOINT_URL: moto.endpoint });
      const output = await sandbox.succeed();
      assert.ok((await some(clients)).length > before.length);
      assert.match(
        output,
        /A new service has no task in this moto, since MOTO_ECS_SERVICE_RUNNING .*: services are not waited for\./,
      );
      assert.deepEqual(
        rowsOf(output, "Service").map(([name, , tasks]) => [name, tasks]),
        SERVICES.map((name) => [name, "0 of 1"]),
      );
      const again = await sandbox.succeed();
      assert.equal(again.match(NO_CHANGES)?.length, 2, again);
      await sandbox.succeed("--down");
      assert.deepEqual(await some(clients), before);
      assert.ok(isAlive(moto.emulatorPid));
    } finally {
      await stopMoto(moto.emulatorPid);
      project.remove();
      rmSync(elsewhere, { recursive: true });
    }
  });
});
