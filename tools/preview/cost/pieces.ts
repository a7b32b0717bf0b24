import { KINDS } from "../../../policy/graph/kinds";
import { countAt, listAt, numberAt, textAt } from "../properties";
import type { Properties, RecordedResource } from "../recording";
import type { Priced } from "./prices";

/** What a resource is on a bill, and how many of it. */
export interface Piece {
  readonly what: string;
  /** Left out where the price is not known here. */
  readonly price?: Priced;
  /** Of all resources of the stack some decide about others. @default - one */
  readonly count?: (resource: RecordedResource, all: readonly RecordedResource[]) => number;
}

/** Resources of which each is one piece, by type. */
const PIECES: Readonly<Record<string, Piece>> = {
  "aws:kms/key:Key": { what: "KMS key", price: "kmsKey" },
  "aws:secretsmanager/secret:Secret": { what: "secret", price: "secret" },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { what: "alarm metric", price: "alarmMetric", count: metricsOf },
  "aws:cloudwatch/dashboard:Dashboard": { what: "dashboard", price: "dashboard" },
  "aws:route53/zone:Zone": { what: "hosted zone", price: "hostedZone" },
  "awsx:lb:ApplicationLoadBalancer": { what: "load balancer", price: "applicationLoadBalancer" },
  // They bill by the hour too; their prices are not known here, which the bill has to say.
  "awsx:lb:NetworkLoadBalancer": { what: "network load balancer" },
  "aws:elb/loadBalancer:LoadBalancer": { what: "classic load balancer" },
  "aws:elasticloadbalancing/loadBalancer:LoadBalancer": { what: "classic load balancer" },
  "aws:ec2/vpnConnection:VpnConnection": { what: "VPN connection" },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": { what: "transit gateway attachment" },
  "aws:networkfirewall/firewall:Firewall": { what: "firewall" },
  "aws:globalaccelerator/accelerator:Accelerator": { what: "accelerator" },
  "aws:wafv2/webAcl:WebAcl": { what: "web ACL" },
  "aws:ecs/service:Service": { what: "Fargate service", count: onFargate },
  "awsx:ecs:FargateService": { what: "Fargate service", count: ({ inputs }) => (hasNoTasks(inputs) ? 0 : 1) },
  "aws:ecs/taskSet:TaskSet": { what: "Fargate service", count: onFargate },
  "aws:ecs/expressGatewayService:ExpressGatewayService": { what: "Fargate service" },
  "aws:ec2/fleet:Fleet": { what: "fleet" },
  "aws:ec2/spotFleetRequest:SpotFleetRequest": { what: "fleet" },
  "aws:eks/cluster:Cluster": { what: "Kubernetes cluster" },
  "aws:eks/nodeGroup:NodeGroup": { what: "Kubernetes node group" },
  "aws:rds/instance:Instance": { what: "database instance" },
  "aws:rds/clusterInstance:ClusterInstance": { what: "database instance" },
  "aws:docdb/clusterInstance:ClusterInstance": { what: "database instance" },
  "aws:neptune/clusterInstance:ClusterInstance": { what: "database instance" },
  "aws:redshift/cluster:Cluster": { what: "data warehouse" },
  "aws:elasticache/replicationGroup:ReplicationGroup": { what: "cache" },
  "aws:elasticache/cluster:Cluster": { what: "cache" },
  "aws:elasticache/serverlessCache:ServerlessCache": { what: "cache" },
  "aws:memorydb/cluster:Cluster": { what: "cache" },
  "aws:opensearch/domain:Domain": { what: "search domain" },
  "aws:elasticsearch/domain:Domain": { what: "search domain" },
  "aws:mq/broker:Broker": { what: "message broker" },
  "aws:msk/cluster:Cluster": { what: "Kafka cluster" },
  "aws:efs/mountTarget:MountTarget": { what: "mount target" },
};

/** Endpoints of a VPC that bill by the hour, by their kind. */
const ENDPOINTS: Readonly<Record<string, Piece>> = {
  Interface: { what: "interface endpoint", count: subnetsOf },
  GatewayLoadBalancer: { what: "gateway load balancer endpoint", count: subnetsOf },
};

/** What a resource is on a bill; of what is not known to bill by the hour `undefined`. */
export function pieceOf(resource: RecordedResource): Piece | undefined {
  const { type, inputs } = resource;
  if (isLoadBalancer(type)) {
    const kind = textAt(inputs, "loadBalancerType") || "application";
    if (kind === "application") return { what: "load balancer", price: "applicationLoadBalancer" };
    return { what: `${kind} load balancer` };
  }
  if (type === "aws:ec2/vpcEndpoint:VpcEndpoint") return own(ENDPOINTS, textAt(inputs, "vpcEndpointType"));
  return own(PIECES, type);
}

/** Whether resources of this type are load balancers, of whatever kind their arguments say. */
export function isLoadBalancer(type: string): boolean {
  return KINDS.loadBalancer.includes(type);
}

/** Metrics that an alarm looks at: AWS bills an alarm by them. */
function metricsOf({ inputs }: RecordedResource): number {
  const metrics = listAt(inputs, "metricQueries").filter(
    (query) => typeof query === "object" && query !== null && "metric" in query,
  );
  return Math.max(1, metrics.length);
}

/** Subnets that an endpoint has an interface in. */
function subnetsOf({ inputs }: RecordedResource): number {
  return Math.max(1, listAt(inputs, "subnetIds").length, countAt(inputs, "subnetIds") ?? 0);
}

/** Tasks on nodes cost what the nodes do; those on Fargate bill for themselves. */
function onFargate(resource: RecordedResource, all: readonly RecordedResource[]): number {
  const { inputs } = resource;
  if (hasNoTasks(inputs)) return 0;
  const named = listAt(inputs, "capacityProviderStrategies");
  const launchType = textAt(inputs, "launchType");
  const strategies = named.length > 0 || launchType !== "" ? named : defaultStrategies(resource, all);
  const providers = strategies.map((entry) => textAt(entry, "capacityProvider"));
  return [launchType, ...providers].some((name) => /^FARGATE(_SPOT)?$/.test(name)) ? 1 : 0;
}

/** Whether a service is to have no task. */
function hasNoTasks(inputs: Properties): boolean {
  return numberAt(inputs, "desiredCount") === 0;
}

/** What a service takes that names no capacity: what is associated with the cluster that it is in. */
function defaultStrategies(service: RecordedResource, all: readonly RecordedResource[]): readonly unknown[] {
  const from = service.propertyDependencies.cluster ?? [];
  const association = all.find(
    ({ type, urn, propertyDependencies: { clusterName = [] } }) =>
      KINDS.association.some((kind) => kind === type) &&
      (from.includes(urn) || clusterName.some((cluster) => from.includes(cluster))),
  );
  return listAt(association?.inputs, "defaultCapacityProviderStrategies");
}

function own(pieces: Readonly<Record<string, Piece>>, key: string): Piece | undefined {
  return Object.hasOwn(pieces, key) ? pieces[key] : undefined;
}
