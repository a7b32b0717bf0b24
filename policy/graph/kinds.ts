/** Type tokens of the resources that the rules follow. Load balancing has two sets in use and two in old programs. */
export const KINDS = {
  service: ["aws:ecs/service:Service"],
  expressService: ["aws:ecs/expressGatewayService:ExpressGatewayService"],
  taskSet: ["aws:ecs/taskSet:TaskSet"],
  taskDefinition: ["aws:ecs/taskDefinition:TaskDefinition"],
  cluster: ["aws:ecs/cluster:Cluster"],
  capacityProvider: ["aws:ecs/capacityProvider:CapacityProvider"],
  association: ["aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"],
  group: ["aws:autoscaling/group:Group"],
  scalingPolicy: ["aws:autoscaling/policy:Policy"],
  scalingSchedule: ["aws:autoscaling/schedule:Schedule"],
  scalingTarget: ["aws:appautoscaling/target:Target"],
  fleet: ["aws:ec2/fleet:Fleet"],
  spotFleet: ["aws:ec2/spotFleetRequest:SpotFleetRequest"],
  instance: ["aws:ec2/instance:Instance"],
  spotInstance: ["aws:ec2/spotInstanceRequest:SpotInstanceRequest"],
  launchTemplate: ["aws:ec2/launchTemplate:LaunchTemplate"],
  launchConfiguration: ["aws:ec2/launchConfiguration:LaunchConfiguration"],
  loadBalancer: elbv2("loadBalancer:LoadBalancer"),
  listener: elbv2("listener:Listener"),
  listenerRule: elbv2("listenerRule:ListenerRule"),
  targetGroup: elbv2("targetGroup:TargetGroup"),
  deploymentGroup: ["aws:codedeploy/deploymentGroup:DeploymentGroup"],
  securityGroup: ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
  securityGroupRule: ["aws:ec2/securityGroupRule:SecurityGroupRule"],
  ingressRule: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
} as const satisfies Record<string, readonly string[]>;

/** A kind of resource that the rules follow. */
export type Kind = keyof typeof KINDS;

/** Type token prefix of Fairlead's components. */
export const FAIRLEAD = "fairlead:index:";

/** Type token of the component that makes an environment. */
export const ENVIRONMENT = `${FAIRLEAD}EcsEnvironment`;

const kindOfType: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(KINDS) as Kind[]).flatMap((kind) => KINDS[kind].map((type): [string, Kind] => [type, kind])),
);

/** The kind of a type token, if a rule follows it. */
export function kindOf(type: string): Kind | undefined {
  return kindOfType.get(type);
}

/** Whether a rule ever reads the properties of this type. */
export function isRead(type: string): boolean {
  return kindOfType.has(type) || type.startsWith(FAIRLEAD);
}

function elbv2(suffix: string): readonly string[] {
  return ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"].map((name) => `aws:${name}/${suffix}`);
}
