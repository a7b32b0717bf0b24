import { paginateListCertificates } from "@aws-sdk/client-acm";
import * as scaling from "@aws-sdk/client-application-auto-scaling";
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import { ListResourceRecordSetsCommand, paginateListHostedZones } from "@aws-sdk/client-route-53";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import { paginateListScheduleGroups, paginateListSchedules } from "@aws-sdk/client-scheduler";
import { paginateListQueues } from "@aws-sdk/client-sqs";
import { paginateDescribeParameters } from "@aws-sdk/client-ssm";
import { all } from "../../tools/aws";
import type { Clients } from "./engineAws";

/** What there is in AWS: names or ids, by kind. Kinds without any are left out. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

interface Kind {
  /** Types of resources that make one. */
  readonly madeBy?: readonly string[];
  /** Types of resources that are a part of one and go with it. */
  readonly parts?: readonly string[];
  /** Asks AWS for all that there are. */
  readonly list: (clients: Clients) => Promise<string[]>;
}

/** Types that leave something behind on purpose, or nothing at all. */
const NOTHING_TO_FIND = [
  "aws:ecs/taskDefinition:TaskDefinition", // revisions stay
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", // takes over what comes and goes with the VPC
  "aws:acm/certificateValidation:CertificateValidation", // waits
];

/** Emulators list thousands of Amazon's own parameters too. */
const OUR_PARAMETERS = [{ Key: "Name", Option: "BeginsWith", Values: ["/fairlead/"] }];

/** Each kind of thing that the stacks make, and that AWS makes from it. */
const KINDS: Readonly<Record<string, Kind>> = {
  clusters: {
    madeBy: ["aws:ecs/cluster:Cluster"],
    parts: ["aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"],
    list: activeClusters,
  },
  services: {
    madeBy: ["aws:ecs/service:Service"],
    list: (clients) =>
      eachOf(activeClusters(clients), (cluster) =>
        all(ecs.paginateListServices({ client: clients.ecs }, { cluster }), (page) => page.serviceArns),
      ),
  },
  tasks: {
    list: (clients) =>
      eachOf(activeClusters(clients), (cluster) =>
        all(ecs.paginateListTasks({ client: clients.ecs }, { cluster }), (page) => page.taskArns),
      ),
  },
  scalableTargets: {
    madeBy: ["aws:appautoscaling/target:Target"],
    list: ({ appScaling: client }) =>
      all(scaling.paginateDescribeScalableTargets({ client }, { ServiceNamespace: "ecs" }), (page) =>
        page.ScalableTargets?.map((target) => target.ResourceId),
      ),
  },
  scalingPolicies: {
    madeBy: ["aws:appautoscaling/policy:Policy"],
    list: ({ appScaling: client }) =>
      all(scaling.paginateDescribeScalingPolicies({ client }, { ServiceNamespace: "ecs" }), (page) =>
        page.ScalingPolicies?.map((policy) => policy.PolicyName),
      ),
  },
  scheduledMinimums: {
    madeBy: ["aws:appautoscaling/scheduledAction:ScheduledAction"],
    list: ({ appScaling: client }) =>
      all(scaling.paginateDescribeScheduledActions({ client }, { ServiceNamespace: "ecs" }), (page) =>
        page.ScheduledActions?.map((action) => action.ScheduledActionName),
      ),
  },
  capacityProviders: {
    madeBy: ["aws:ecs/capacityProvider:CapacityProvider"],
    list: async ({ ecs: client }) => {
      const { capacityProviders = [] } = await client.send(new ecs.DescribeCapacityProvidersCommand({}));
      return capacityProviders.flatMap(({ name = "", status }) => (status === "INACTIVE" ? [] : name));
    },
  },
  autoScalingGroups: {
    madeBy: ["aws:autoscaling/group:Group"],
    list: ({ autoScaling: client }) =>
      all(paginateDescribeAutoScalingGroups({ client }, {}), (page) =>
        page.AutoScalingGroups?.map((group) => group.AutoScalingGroupName),
      ),
  },
  launchTemplates: {
    madeBy: ["aws:ec2/launchTemplate:LaunchTemplate"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeLaunchTemplates({ client }, {}), (page) =>
        page.LaunchTemplates?.map(
          (template) => `${template.LaunchTemplateName}, version ${template.LatestVersionNumber}`,
        ),
      ),
  },
  instances: {
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeInstances({ client }, {}), (page) =>
        page.Reservations?.flatMap(({ Instances = [] }) =>
          Instances.filter(({ State }) => State?.Name !== "terminated").map((instance) => instance.InstanceId),
        ),
      ),
  },
  volumes: {
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeVolumes({ client }, {}), (page) => page.Volumes?.map((volume) => volume.VolumeId)),
  },
  networkInterfaces: {
    list: async (clients) => {
      const gone = (await natGateways(clients)).filter(({ State }) => State === "deleted");
      const theirs = gone.flatMap(({ NatGatewayAddresses: addresses = [] }) => addresses);
      const kept = new Set(theirs.map((address) => address.NetworkInterfaceId)); // by emulators; AWS takes them away
      const found = await all(ec2.paginateDescribeNetworkInterfaces({ client: clients.ec2 }, {}), (page) =>
        page.NetworkInterfaces?.map((card) => card.NetworkInterfaceId),
      );
      return found.filter((id) => !kept.has(id));
    },
  },
  vpcs: {
    madeBy: ["aws:ec2/vpc:Vpc"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs?.map((vpc) => vpc.VpcId)),
  },
  subnets: {
    madeBy: ["aws:ec2/subnet:Subnet"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeSubnets({ client }, {}), (page) => page.Subnets?.map((subnet) => subnet.SubnetId)),
  },
  routeTables: {
    madeBy: ["aws:ec2/routeTable:RouteTable"],
    parts: ["aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeRouteTables({ client }, {}), (page) =>
        page.RouteTables?.map((table) => table.RouteTableId),
      ),
  },
  internetGateways: {
    madeBy: ["aws:ec2/internetGateway:InternetGateway"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeInternetGateways({ client }, {}), (page) =>
        page.InternetGateways?.map((gateway) => gateway.InternetGatewayId),
      ),
  },
  natGateways: {
    madeBy: ["aws:ec2/natGateway:NatGateway"],
    list: async (clients) =>
      (await natGateways(clients)).flatMap(({ NatGatewayId = "", State }) => (State === "deleted" ? [] : NatGatewayId)),
  },
  addresses: {
    madeBy: ["aws:ec2/eip:Eip"],
    list: async ({ ec2: client }) => {
      const { Addresses = [] } = await client.send(new ec2.DescribeAddressesCommand({}));
      return Addresses.map(({ PublicIp = "" }) => PublicIp);
    },
  },
  securityGroups: {
    madeBy: ["aws:ec2/securityGroup:SecurityGroup"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeSecurityGroups({ client }, {}), (page) =>
        page.SecurityGroups?.map((group) => `${group.GroupId} ${group.GroupName}`),
      ),
  },
  securityGroupRules: {
    madeBy: [
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    ],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeSecurityGroupRules({ client }, {}), (page) =>
        page.SecurityGroupRules?.map((rule) => `${rule.SecurityGroupRuleId} of ${rule.GroupId}`),
      ),
  },
  flowLogs: {
    madeBy: ["aws:ec2/flowLog:FlowLog"],
    list: ({ ec2: client }) =>
      all(ec2.paginateDescribeFlowLogs({ client }, {}), (page) => page.FlowLogs?.map((log) => log.FlowLogId)),
  },
  loadBalancers: { madeBy: ["aws:lb/loadBalancer:LoadBalancer"], list: loadBalancers },
  listeners: {
    madeBy: ["aws:lb/listener:Listener"],
    parts: ["aws:lb/listenerCertificate:ListenerCertificate"],
    list: listeners,
  },
  listenerRules: {
    madeBy: ["aws:lb/listenerRule:ListenerRule"],
    list: (clients) =>
      eachOf(listeners(clients), (ListenerArn) =>
        all(elb.paginateDescribeRules({ client: clients.elb }, { ListenerArn }), (page) =>
          page.Rules?.map((rule) => `${rule.RuleArn}, priority ${rule.Priority}`),
        ),
      ),
  },
  targetGroups: {
    madeBy: ["aws:lb/targetGroup:TargetGroup"],
    list: ({ elb: client }) =>
      all(elb.paginateDescribeTargetGroups({ client }, {}), (page) =>
        page.TargetGroups?.map((group) => group.TargetGroupArn),
      ),
  },
  roles: {
    madeBy: ["aws:iam/role:Role"],
    parts: ["aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"],
    list: ({ iam: client }) =>
      all(iam.paginateListRoles({ client }, {}), (page) => page.Roles?.map((role) => role.RoleName)),
  },
  policies: {
    madeBy: ["aws:iam/policy:Policy"],
    list: ({ iam: client }) =>
      all(iam.paginateListPolicies({ client }, { Scope: "Local" }), (page) =>
        page.Policies?.map((policy) => policy.Arn),
      ),
  },
  instanceProfiles: {
    madeBy: ["aws:iam/instanceProfile:InstanceProfile"],
    list: ({ iam: client }) =>
      all(iam.paginateListInstanceProfiles({ client }, {}), (page) =>
        page.InstanceProfiles?.map((profile) => profile.InstanceProfileName),
      ),
  },
  logGroups: {
    madeBy: ["aws:cloudwatch/logGroup:LogGroup"],
    list: ({ logs: client }) =>
      all(paginateDescribeLogGroups({ client }, {}), (page) => page.logGroups?.map((group) => group.logGroupName)),
  },
  scheduleGroups: {
    madeBy: ["aws:scheduler/scheduleGroup:ScheduleGroup"],
    list: ({ scheduler: client }) =>
      all(paginateListScheduleGroups({ client }, {}), (page) => page.ScheduleGroups?.map((group) => group.Name)),
  },
  schedules: {
    madeBy: ["aws:scheduler/schedule:Schedule"],
    list: ({ scheduler: client }) =>
      all(paginateListSchedules({ client }, {}), (page) => page.Schedules?.map((schedule) => schedule.Name)),
  },
  queues: {
    madeBy: ["aws:sqs/queue:Queue"],
    parts: ["aws:sqs/queuePolicy:QueuePolicy"],
    list: ({ sqs: client }) => all(paginateListQueues({ client }, {}), (page) => page.QueueUrls),
  },
  buckets: {
    madeBy: ["aws:s3/bucket:Bucket"],
    parts: [
      "aws:s3/bucketObjectv2:BucketObjectv2",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "aws:s3/bucketVersioning:BucketVersioning",
    ],
    list: ({ s3: client }) =>
      all(paginateListBuckets({ client }, {}), (page) => page.Buckets?.map((bucket) => bucket.Name)),
  },
  parameters: {
    madeBy: ["aws:ssm/parameter:Parameter"],
    list: ({ ssm: client }) =>
      all(paginateDescribeParameters({ client }, { ParameterFilters: OUR_PARAMETERS }), (page) =>
        page.Parameters?.map((parameter) => parameter.Name),
      ),
  },
  certificates: {
    madeBy: ["aws:acm/certificate:Certificate"],
    list: ({ acm: client }) =>
      all(paginateListCertificates({ client }, {}), (page) =>
        page.CertificateSummaryList?.map((certificate) => certificate.CertificateArn),
      ),
  },
  records: {
    madeBy: ["aws:route53/record:Record"],
    list: async ({ route53: client }) => {
      const zones = await all(paginateListHostedZones({ client }, {}), (page) => page.HostedZones);
      return eachOf(Promise.resolve(zones), async ({ Id }) => {
        const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id }));
        return ResourceRecordSets.map((record) => `${record.Type} ${record.Name} in ${Id}`);
      });
    },
  },
};

/** Asks AWS for everything that there is. */
export async function inventory(clients: Clients): Promise<Inventory> {
  const asked = Object.entries(KINDS).map(async ([kind, { list }]) => [kind, (await list(clients)).sort()] as const);
  return Object.fromEntries((await Promise.all(asked)).filter(([, found]) => found.length > 0));
}

/** What is there and was not before. */
export function newIn(now: Inventory, before: Inventory): Inventory {
  const added = Object.entries(now).map(
    ([kind, found]) => [kind, found.filter((item) => !before[kind]?.includes(item))] as const,
  );
  return Object.fromEntries(added.filter(([, found]) => found.length > 0));
}

/**
 * The blind spots of the inventory: types of resources that it does not know, and those that it knows and does not see
 * although the stack has made some. Without any, an empty inventory says something.
 */
export function unseen(resources: readonly { readonly type: string }[], seen: Inventory): string[] {
  const kinds = Object.entries(KINDS);
  const known = new Set([...NOTHING_TO_FIND, ...kinds.flatMap(([, { parts = [] }]) => parts)]);
  return [...new Set(resources.map(({ type }) => type))]
    .filter((type) => type.startsWith("aws:") && !known.has(type))
    .filter((type) => !kinds.some(([kind, { madeBy = [] }]) => madeBy.includes(type) && seen[kind]))
    .sort();
}

/** A cluster that was deleted goes on being listed for a while. */
async function activeClusters({ ecs: client }: Clients): Promise<string[]> {
  const listed = await all(ecs.paginateListClusters({ client }, {}), (page) => page.clusterArns);
  const { clusters = [] } = await client.send(new ecs.DescribeClustersCommand({ clusters: listed }));
  return clusters.flatMap(({ clusterArn = "", status }) => (status === "INACTIVE" ? [] : clusterArn));
}

/** NAT gateways; one that was deleted goes on being listed for a while. */
function natGateways({ ec2: client }: Clients): Promise<ec2.NatGateway[]> {
  return all(ec2.paginateDescribeNatGateways({ client }, {}), (page) => page.NatGateways);
}

function loadBalancers({ elb: client }: Clients): Promise<string[]> {
  return all(elb.paginateDescribeLoadBalancers({ client }, {}), (page) =>
    page.LoadBalancers?.map((balancer) => balancer.LoadBalancerArn),
  );
}

function listeners(clients: Clients): Promise<string[]> {
  return eachOf(loadBalancers(clients), (LoadBalancerArn) =>
    all(elb.paginateDescribeListeners({ client: clients.elb }, { LoadBalancerArn }), (page) =>
      page.Listeners?.map((listener) => listener.ListenerArn),
    ),
  );
}

async function eachOf<Owner>(owners: Promise<Owner[]>, list: (owner: Owner) => Promise<string[]>): Promise<string[]> {
  return (await Promise.all((await owners).map(list))).flat();
}
