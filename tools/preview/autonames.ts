import type { Properties, URN } from "./recording";
import { nameOf, stableHex } from "./urn";

/** How the AWS provider names a resource that the program does not name. */
interface Autoname {
  /** The property that holds the name. */
  readonly property: string;
  /** Longest name that AWS takes; the provider refuses what would be longer. */
  readonly max: number;
  /** An input that, when given, makes AWS choose the name: it is then known only after the update. */
  readonly unless?: string;
  /** An input that, when true, asks for a suffix. */
  readonly suffixIf?: readonly [input: string, suffix: string];
}

const named = (max: number, unless?: string): Autoname => ({ property: "name", max, unless });

/**
 * Types whose name is known in a preview although the program leaves it out, because the provider's check fills it in.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 */
const autonames: Readonly<Record<string, Autoname>> = {
  "aws:autoscaling/group:Group": named(255, "namePrefix"),
  "aws:cloudwatch/eventRule:EventRule": named(64, "namePrefix"),
  "aws:cloudwatch/logGroup:LogGroup": named(512, "namePrefix"),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": named(512),
  "aws:ec2/launchTemplate:LaunchTemplate": named(125, "namePrefix"),
  "aws:ec2/securityGroup:SecurityGroup": named(255, "namePrefix"),
  "aws:ecs/capacityProvider:CapacityProvider": named(255),
  "aws:ecs/cluster:Cluster": named(255),
  "aws:ecs/service:Service": named(255),
  "aws:iam/instanceProfile:InstanceProfile": named(128, "namePrefix"),
  "aws:iam/policy:Policy": named(128, "namePrefix"),
  "aws:iam/role:Role": named(64, "namePrefix"),
  "aws:iam/rolePolicy:RolePolicy": named(255, "namePrefix"),
  "aws:lb/loadBalancer:LoadBalancer": named(32, "namePrefix"),
  "aws:lb/targetGroup:TargetGroup": named(32, "namePrefix"),
  "aws:s3/bucket:Bucket": { property: "bucket", max: 63, unless: "bucketPrefix" },
  "aws:scheduler/schedule:Schedule": named(64, "namePrefix"),
  "aws:scheduler/scheduleGroup:ScheduleGroup": named(64, "namePrefix"),
  "aws:sfn/stateMachine:StateMachine": named(80, "namePrefix"),
  "aws:sns/topic:Topic": { property: "name", max: 256, unless: "namePrefix", suffixIf: ["fifoTopic", ".fifo"] },
  "aws:sqs/queue:Queue": { property: "name", max: 80, unless: "namePrefix", suffixIf: ["fifoQueue", ".fifo"] },
};

const randomDigits = 7;

/**
 * The inputs after the provider's check: with a name, where the provider would have made one. Its last digits come from
 * the URN, so that two runs can be compared.
 * @throws when the name would be longer than AWS takes, in the provider's words.
 */
export function withAutoname(type: string, urn: URN, inputs: Properties): Properties {
  const rule = autonames[type];
  if (rule === undefined || inputs[rule.property] !== undefined) return inputs;
  if (rule.unless !== undefined && inputs[rule.unless] !== undefined) return inputs;
  // A bucket's name has no capitals; the provider lowers them.
  const logical = rule.property === "bucket" ? nameOf(urn).toLowerCase() : nameOf(urn);
  const suffix = rule.suffixIf !== undefined && inputs[rule.suffixIf[0]] === true ? rule.suffixIf[1] : "";
  const name = `${logical}-${stableHex(urn, randomDigits)}${suffix}`;
  if (name.length > rule.max) {
    throw new Error(
      `name '${logical}-' plus ${randomDigits} random chars is longer than maximum length ${rule.max} ` +
        `(property ${rule.property}): give the resource a shorter logical name, or name it yourself`,
    );
  }
  return { ...inputs, [rule.property]: name };
}
