import * as scaling from "@aws-sdk/client-application-auto-scaling";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import { all } from "../../../tools/aws";
import type { Clients } from "../engineAws";
import type { Call, World } from "./calls";
import type { PolicyDocument } from "./evaluate";

/**
 * Asks AWS for what it would look at when it decides: tags of services, of their scaling, routes and target groups, and roles.
 * @param journal Calls until then: tags that scaling was made with are taken from them, because an emulator forgets those.
 */
export async function worldOf(
  clients: Clients,
  cluster: string,
  listener: string,
  region: string,
  journal: readonly Call[],
): Promise<World> {
  const tags = new Map<string, Record<string, string>>();
  const services = await all(
    ecs.paginateListServices({ client: clients.ecs }, { cluster }),
    (page) => page.serviceArns,
  );
  for (const service of services) {
    const { tags: found = [] } = await clients.ecs.send(new ecs.ListTagsForResourceCommand({ resourceArn: service }));
    tags.set(service, Object.fromEntries(found.map(({ key = "", value = "" }) => [key, value])));
  }
  const rules = await all(elb.paginateDescribeRules({ client: clients.elb }, { ListenerArn: listener }), (page) =>
    page.Rules?.map(({ RuleArn }) => RuleArn),
  );
  const groups = await all(elb.paginateDescribeTargetGroups({ client: clients.elb }, {}), (page) =>
    page.TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn),
  );
  for (const arn of [...rules, ...groups]) {
    const { TagDescriptions = [] } = await clients.elb.send(new elb.DescribeTagsCommand({ ResourceArns: [arn] }));
    tags.set(arn, Object.fromEntries((TagDescriptions[0]?.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])));
  }
  const targets = await all(
    scaling.paginateDescribeScalableTargets({ client: clients.appScaling }, { ServiceNamespace: "ecs" }),
    (page) => page.ScalableTargets,
  );
  for (const { ScalableTargetARN: ResourceARN = "", ResourceId } of targets) {
    const { Tags = {} } = await clients.appScaling.send(new scaling.ListTagsForResourceCommand({ ResourceARN }));
    const made = journal.filter(
      ({ action, error, params }) =>
        action === "RegisterScalableTarget" && error === null && params.ResourceId === ResourceId && params.Tags,
    );
    tags.set(ResourceARN, { ...made.at(-1)?.params.Tags, ...Tags });
  }
  const scalable = new Map(
    targets.map(({ ResourceId = "", ScalableTargetARN = "" }) => [ResourceId, ScalableTargetARN]),
  );
  const roles: [string, { arn: string; boundary?: string | undefined }][] = [];
  for (const name of await all(iam.paginateListRoles({ client: clients.iam }, {}), (page) =>
    page.Roles?.map((role) => role.RoleName),
  )) {
    const { Role } = await clients.iam.send(new iam.GetRoleCommand({ RoleName: name }));
    roles.push([name, { arn: Role?.Arn ?? "", boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn }]);
  }
  return { accountId: "123456789012", region, tags, roles: new Map(roles), scalable };
}

/** The statements of all policies that are attached to a role. */
export async function attachedTo(RoleName: string, { iam: client }: Clients): Promise<PolicyDocument> {
  const { AttachedPolicies = [] } = await client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(AttachedPolicies.map(({ PolicyArn = "" }) => managed(PolicyArn, client)));
  return { Statement: documents.flatMap(({ Statement }) => Statement) };
}

/** A managed policy's current text. */
export async function managed(PolicyArn: string, client: iam.IAMClient): Promise<PolicyDocument> {
  const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await client.send(
    new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
  );
  return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""));
}
