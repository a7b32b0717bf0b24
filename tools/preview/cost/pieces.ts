import { KINDS } from "../../../policy/graph/kinds";
import { countAt, listAt, textAt } from "../properties";
import type { RecordedResource } from "../recording";
import type { Priced } from "./prices";

/** What a resource is on a bill, and how many of it. */
export interface Piece {
  readonly what: string;
  /** Left out where the price is not known here. */
  readonly price?: Priced;
  /** @default - one */
  readonly count?: (resource: RecordedResource) => number;
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
  "aws:ec2/vpcEndpoint:VpcEndpoint": { what: "interface endpoint", count: interfacesOf },
  "aws:ec2/vpnConnection:VpnConnection": { what: "VPN connection" },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": { what: "transit gateway attachment" },
  "aws:networkfirewall/firewall:Firewall": { what: "firewall" },
  "aws:globalaccelerator/accelerator:Accelerator": { what: "accelerator" },
  "aws:wafv2/webAcl:WebAcl": { what: "web ACL" },
  "aws:ecs/service:Service": { what: "Fargate service", count: onFargate },
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

/** What a resource is on a bill; of what is not known to bill by the hour `undefined`. */
export function pieceOf(resource: RecordedResource): Piece | undefined {
  const { type, inputs } = resource;
  if (isLoadBalancer(type)) {
    const kind = textAt(inputs, "loadBalancerType") || "application";
    if (kind === "application") return { what: "load balancer", price: "applicationLoadBalancer" };
    return { what: `${kind} load balancer` };
  }
  return Object.hasOwn(PIECES, type) ? PIECES[type] : undefined;
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

function interfacesOf({ inputs }: RecordedResource): number {
  if (textAt(inputs, "vpcEndpointType") !== "Interface") return 0;
  return Math.max(1, listAt(inputs, "subnetIds").length, countAt(inputs, "subnetIds") ?? 0);
}

/** Tasks on nodes cost what the nodes do; those on Fargate bill for themselves. */
function onFargate({ inputs }: RecordedResource): number {
  const providers = listAt(inputs, "capacityProviderStrategies").map((entry) => textAt(entry, "capacityProvider"));
  return [textAt(inputs, "launchType"), ...providers].some((name) => /^FARGATE(_SPOT)?$/.test(name)) ? 1 : 0;
}
