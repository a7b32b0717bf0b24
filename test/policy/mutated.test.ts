import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ecsPolicies } from "fairlead-policy";
import fc from "fast-check";
import type { RecordedResource, Recording } from "../../tools/preview/recorder";
import { unknown } from "../../tools/preview/recorder";
import { secret } from "../../tools/preview/values";
import {
  ALL_SPOT,
  cluster,
  loadBalancer,
  mixedGroup,
  offer,
  port,
  provider,
  service,
  targetGroup,
  template,
} from "../support/awsProgram";
import { judgeRecording, VIEWS, type View } from "../support/judgedProgram";
import type { Verdict } from "../support/policyJudge";
import { recorded } from "../support/recorder";
import { recordStack, STACKS } from "../support/stacks";

/** More by FUZZ_RUNS, for a night. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 25);

const { specialSigKey, specialAssetSig } = pulumi.runtime;

/** What a property may turn into. `undefined` takes it away. */
const oddValues = [
  undefined,
  unknown,
  null,
  0,
  -1,
  1e21,
  "",
  "text",
  "constructor",
  "arn:aws:elasticloadbalancing:::listener/",
  true,
  [],
  {},
  [null],
  [unknown],
  [[]],
  [{}],
  { forward: unknown },
  { toString: "x", constructor: null, hasOwnProperty: 1 },
  secret("hidden"),
  secret(unknown),
  { [specialSigKey]: specialAssetSig, text: "asset", hash: "0" },
];

const types = [
  "",
  "text",
  "pulumi:pulumi:Stack",
  "pulumi:providers:aws",
  "aws:ecs/service:Service",
  "aws:ecs/taskSet:TaskSet",
  "aws:ecs/capacityProvider:CapacityProvider",
  "aws:appautoscaling/target:Target",
  "aws:autoscaling/group:Group",
  "aws:ec2/fleet:Fleet",
  "aws:ec2/instance:Instance",
  "aws:lb/listener:Listener",
  "aws:lb/listenerRule:ListenerRule",
  "aws:lb/targetGroup:TargetGroup",
  "aws:codedeploy/deploymentGroup:DeploymentGroup",
  "aws:ec2/securityGroup:SecurityGroup",
  "fairlead:index:EcsEnvironment",
  "fairlead:index:WebService",
] as const;

type Change = (resource: RecordedResource) => RecordedResource | undefined;

const path = fc.array(fc.nat(), { minLength: 1, maxLength: 6 });
const half = fc.constantFrom<"inputs" | "outputs">("inputs", "outputs");

/** Values that become unknown, or secret, or lose what they were made from: all that a true preview can do to a program. */
const fog: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ half, path, value: fc.constantFrom(unknown, secret(unknown)) }).map(({ half, path, value }) => {
    return (resource: RecordedResource) => ({ ...resource, [half]: put(resource[half], path, value) });
  }),
  fc.nat().map((property) => (resource: RecordedResource) => {
    const keys = Object.keys(resource.propertyDependencies);
    const key = keys[property % Math.max(1, keys.length)] ?? "";
    return { ...resource, propertyDependencies: { ...resource.propertyDependencies, [key]: [] } };
  }),
);

/** Anything at all. */
const havoc: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ half, path, value: fc.constantFrom(...oddValues) }).map(({ half, path, value }) => {
      return (resource: RecordedResource) => ({ ...resource, [half]: put(resource[half], path, value) });
    }),
  },
  { weight: 2, arbitrary: fog },
  fc.constant<Change>(() => undefined),
  fc.constantFrom<string>(...types).map((type) => (resource: RecordedResource) => ({ ...resource, type })),
  fc.constantFrom("", "text", "urn:pulumi:::::", "urn:pulumi:prod::fairlead::a:b:C::c").map((urn) => {
    return (resource: RecordedResource) => ({ ...resource, urn });
  }),
  fc.constantFrom(undefined, "", "urn:pulumi:prod::fairlead::a:b:C::c").map((parent) => {
    return (resource: RecordedResource) => ({ ...resource, parent });
  }),
  fc.constant<Change>((resource) => ({ ...resource, dependencies: [], propertyDependencies: {} })),
  fc.constant<Change>((resource) => ({ ...resource, parent: resource.urn, dependencies: [resource.urn] })),
);

const changes = (change: fc.Arbitrary<Change>) => {
  return fc.array(fc.record({ at: fc.nat(), change }), { minLength: 1, maxLength: 8 });
};

/** A recording of which some resources were changed; those of `spared` were not. */
function changed(
  recording: Recording,
  by: readonly { readonly at: number; readonly change: Change }[],
  spared: (resource: RecordedResource) => boolean = () => false,
): Recording {
  const resources: (RecordedResource | undefined)[] = [...recording.resources];
  const open = [...resources.keys()].filter((index) => !spared(resources[index] as RecordedResource));
  for (const { at, change } of by) {
    const index = open[at % open.length] ?? 0;
    const resource = resources[index];
    if (resource) resources[index] = change(resource);
  }
  return { ...recording, resources: resources.filter((resource) => resource !== undefined) };
}

/** Puts a value at the end of a way through an object, as far as the way goes. */
function put(object: Record<string, unknown>, path: readonly number[], value: unknown): Record<string, unknown> {
  const copy = structuredClone(object);
  let here = copy;
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(here);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) break;
    const next = here[key];
    if (depth < path.length - 1 && typeof next === "object" && next !== null && !(specialSigKey in next)) {
      here = next as Record<string, unknown>;
      continue;
    }
    if (value === undefined && Array.isArray(here)) here.splice(Number(key), 1);
    else if (value === undefined) delete here[key];
    else here[key] = value;
    break;
  }
  return copy;
}

/** What the pack says, as lines; it must always be able to say something. */
async function said(recording: Recording): Promise<Verdict[]> {
  const verdicts = await judgeRecording(ecsPolicies(), recording);
  const unable = verdicts.filter(({ message, level }) => message.includes("can't run") || level !== "mandatory");
  assert.deepEqual(unable, []);
  return verdicts;
}

/** Services that are wrong each in its own way, in clusters of their own. */
function wrongServices(): void {
  const main = cluster("wrong");
  service("wrong-none", { cluster: main.arn, tags: {} });
  service("wrong-mark", { cluster: main.arn, tags: { "fairlead:no-load-balancer": "" } });
  service("wrong-orphan", { cluster: main.arn, loadBalancers: [port(targetGroup("wrong-orphan").arn)] });
  const raw = targetGroup("wrong-network", { protocol: "TCP" });
  new aws.lb.Listener("wrong-network", {
    loadBalancerArn: loadBalancer("wrong-network", "network").arn,
    protocol: "TCP",
    port: 5000,
    defaultActions: [{ type: "forward", targetGroupArn: raw.arn }],
  });
  service("wrong-network", { cluster: main.arn, loadBalancers: [port(raw.arn)] });
  const open = new aws.ec2.SecurityGroup("wrong-open", {
    ingress: [{ protocol: "tcp", fromPort: 0, toPort: 65535, cidrBlocks: ["0.0.0.0/0"] }],
  });
  const from = template("wrong-nodes", { vpcSecurityGroupIds: [open.id] });
  const nodes = provider("wrong-nodes", mixedGroup("wrong-nodes", ALL_SPOT, {}, from));
  const offered = offer(main, [nodes]);
  const capacityProviderStrategies = [{ capacityProvider: nodes.name, weight: 1 }];
  const tags = { "fairlead:no-load-balancer": "works off a queue" };
  new aws.ecs.Service(
    "wrong-worker",
    { cluster: main.arn, capacityProviderStrategies, tags },
    { dependsOn: [offered] },
  );
}

const wrong = ["wrong-mark", "wrong-network", "wrong-none", "wrong-open", "wrong-orphan"];

describe("mutations of what the stacks of this project declare", () => {
  for (const view of VIEWS) {
    const preview = view === "preview";

    for (const stack of STACKS) {
      it(`never stop a policy (${stack}, ${view})`, async () => {
        const recording = await recordStack(stack, {}, { preview });
        assert.deepEqual(await said(recording), []);
        await fc.assert(
          fc.asyncProperty(changes(havoc), async (by) => void (await said(changed(recording, by)))),
          { numRuns },
        );
      });
    }

    it(`hide nothing that is wrong with other services (${view})`, async () => {
      const { recording, spared } = await beside("prod", view, wrongServices);
      const about = (verdicts: readonly Verdict[]) => {
        const found = verdicts
          .filter((verdict) => verdict.policy === "services-behind-alb")
          .map((verdict) => verdict.about);
        return found.filter((name) => wrong.includes(name)).sort();
      };
      assert.deepEqual(about(await said(recording)), wrong);
      await fc.assert(
        fc.asyncProperty(changes(havoc), async (by) => {
          assert.deepEqual(about(await said(changed(recording, by, spared))), wrong);
        }),
        { numRuns },
      );
    });
  }

  it("hide no spot-only service in an update, whatever about another is unknown", async () => {
    const recording = await allSpotProduction();
    const services = recording.resources.filter(({ type }) => type === "aws:ecs/service:Service");
    const replicas = services.filter(({ inputs }) => inputs.schedulingStrategy !== "DAEMON").map(({ name }) => name);
    const about = async (what: Recording) => {
      const found = (await said(what)).filter((verdict) => verdict.policy === "prod-not-all-spot");
      return found.map((verdict) => verdict.about).sort();
    };
    assert.deepEqual(await about(recording), [...replicas].sort());
    assert.ok(replicas.length > 2);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...replicas), changes(fog), async (one, by) => {
        const others = (resource: RecordedResource) =>
          !(resource.type === "aws:ecs/service:Service" && resource.name === one);
        const found = await about(changed(recording, by, others));
        assert.deepEqual(
          found.filter((name) => name !== one),
          [...replicas].sort().filter((name) => name !== one),
        );
      }),
      { numRuns },
    );
  });
});

/** A stack of this project with some other program's resources in it. */
async function beside(stack: string, view: View, program: () => void) {
  const preview = view === "preview";
  const own = await recordStack(stack, {}, { preview });
  const other = await recorded(program, { project: own.project, stack, preview });
  const added = other.resources.filter(({ urn }) => !own.resources.some((resource) => resource.urn === urn));
  const urns = new Set(added.map(({ urn }) => urn));
  return {
    recording: { ...own, resources: [...own.resources, ...added] },
    spared: ({ urn }: RecordedResource) => urns.has(urn),
  };
}

/** Production whose groups buy spot only, as somebody makes it who changes the groups behind the components' backs. */
async function allSpotProduction(): Promise<Recording> {
  const recording = await recordStack("prod", {}, { preview: false });
  const onSpot = (properties: Record<string, unknown>) => {
    const policy = properties.mixedInstancesPolicy as object | undefined;
    return policy
      ? { ...properties, mixedInstancesPolicy: { ...policy, instancesDistribution: ALL_SPOT } }
      : properties;
  };
  return {
    ...recording,
    resources: recording.resources.map((resource) => {
      if (resource.type !== "aws:autoscaling/group:Group") return resource;
      return { ...resource, inputs: onSpot(resource.inputs), outputs: onSpot(resource.outputs) };
    }),
  };
}
