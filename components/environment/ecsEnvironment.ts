import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { argsOf, CheckedArguments } from "../check";
import { CONTRACT_VERSION } from "../constants";
import { clusterNameOf } from "../names";
import { declareNodeRole } from "../nodes/nodeRole";
import { declareTeam } from "../teams/declareTeam";
import type { EcsEnvironmentArgs } from "./environmentArgs";
import { environmentFindings } from "./environmentChecks";
import { declarePools } from "./environmentPools";
import type { EnvironmentReference, TeamReference } from "./environmentReference";
import { declareLoadBalancer } from "./loadBalancer";
import { declareNodeConfiguration } from "./nodeConfiguration";
import { PROFILES } from "./profile";
import { publishedSizeProblems } from "./publishedSize";
import { declareSecurityGroups } from "./securityGroups";

/**
 * An environment to run containers in: an ECS cluster with pools of EC2 nodes, a load balancer, and what services,
 * workers and scheduled tasks of this and other programs need to know of it.
 *
 * Makes the cluster (`NAME`, called `fairlead-ENVIRONMENT` in AWS), its Container Insights log group, a pool for each
 * entry (`NAME-POOL`), the association of their providers (`NAME`), the nodes' role (`NAME-node`), the load balancer
 * (`NAME`) with listeners (`NAME-http`, `NAME-https`), security groups (`NAME-alb`, `NAME-nodes`) and access logs
 * (`NAME-alb-logs`), the schedule group (`NAME`), and the reference as SSM parameter `/fairlead/ENVIRONMENT/reference`.
 * With `nodeImages` and a bundle it makes a bucket for it (`NAME-node-bundle`; versions of 100 KiB cost less than a cent a
 * month) and the SSM parameter `/fairlead/ENVIRONMENT/node-bundle` (`NAME-node-bundle`), which costs nothing; what nodes say
 * of their configuration is one metric of CloudWatch, at 0.30 USD a month.
 * For each team it makes policies (`NAME-TEAM-services`, `NAME-TEAM-tasks`,
 * `NAME-TEAM-boundary`), a schedule group and a role (`NAME-TEAM`).
 * What costs by the hour are the load balancer and the nodes.
 *
 * ```ts
 * const dev = new fairlead.EcsEnvironment("dev", {
 *   profile: "development",
 *   network: { vpcId: vpc.vpcId, publicSubnetIds: vpc.publicSubnetIds, privateSubnetIds: vpc.privateSubnetIds },
 *   pools: { spot: { market: "spot", instanceTypes: ["m7i.large", "m7a.large", "m6i.large", "m6a.large"], maxNodes: 6 } },
 *   httpOnly: true,
 * });
 * ```
 */
export class EcsEnvironment extends pulumi.ComponentResource {
  /** All that services, workers, jobs and other programs need to know of the environment. */
  public readonly reference: EnvironmentReference;
  /** DNS name of the load balancer. */
  public readonly loadBalancerDnsName: pulumi.Output<string>;

  constructor(name: string, args: EcsEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    // Without the network: a component and all in it wait for every output that it registers. And without a path, which
    // may be another one at each update.
    super(
      "fairlead:index:EcsEnvironment",
      name,
      { ...argsOf(args), network: undefined, nodeBundlePath: undefined },
      opts,
    );
    const check = new CheckedArguments(this, `EcsEnvironment "${name}"`, environmentFindings(name, args));
    args = check.all(args);
    const environment = args.environment ?? name;
    const defaults = PROFILES[args.profile];
    const retentionInDays = check.value("logRetentionDays", args.logRetentionDays ?? defaults.logRetentionDays);

    const child = { parent: this };
    const protect = args.protect ?? defaults.protect;
    const { containerInsights } = defaults;
    const clusterName = clusterNameOf(environment);
    // Made beforehand, or Container Insights makes it without an end to its logs.
    const insights =
      containerInsights === "disabled"
        ? []
        : [
            new aws.cloudwatch.LogGroup(
              `${name}-insights`,
              { name: `/aws/ecs/containerinsights/${clusterName}/performance`, retentionInDays },
              child,
            ),
          ];
    const cluster = new aws.ecs.Cluster(
      name,
      { name: clusterName, settings: [{ name: "containerInsights", value: containerInsights }] },
      { ...child, protect, dependsOn: insights },
    );

    const { vpcId, privateSubnetIds } = args.network;
    const securityGroups = declareSecurityGroups(this, name, { vpcId, https: !args.httpOnly });
    const configuration = declareNodeConfiguration(this, name, args, { environment, protect });
    const pools = declarePools(this, name, args.pools, configuration, {
      environment,
      clusterName: cluster.name,
      subnetIds: privateSubnetIds,
      securityGroupIds: [securityGroups.nodes],
      instanceProfileArn: declareNodeRole(this, name, cluster.name, configuration.ownImages),
    });
    const loadBalancer = declareLoadBalancer(this, name, args, {
      securityGroupId: securityGroups.loadBalancer,
      protect,
      keepLogsDays: retentionInDays,
    });
    const scheduleGroup = new aws.scheduler.ScheduleGroup(name, {}, child);

    this.loadBalancerDnsName = loadBalancer.dnsName;
    this.reference = {
      contractVersion: CONTRACT_VERSION,
      environment,
      profile: args.profile,
      clusterArn: cluster.arn,
      clusterName: cluster.name,
      vpcId,
      privateSubnetIds,
      listenerArn: loadBalancer.listenerArn,
      loadBalancerArnSuffix: loadBalancer.arnSuffix,
      loadBalancerDnsName: loadBalancer.dnsName,
      loadBalancerZoneId: loadBalancer.zoneId,
      loadBalancerSecurityGroupId: securityGroups.loadBalancer,
      nodeSecurityGroupId: securityGroups.nodes,
      pools,
      logGroupPrefix: `/fairlead/environment/${environment}`,
      scheduleGroup: scheduleGroup.name,
      teams: this.declareTeams(name, args, check, {
        environment,
        clusterName: cluster.name,
        listenerArn: loadBalancer.listenerArn,
      }),
    };
    // A stack's outputs need the same backend and its secrets key; a parameter needs neither. It holds no secret.
    new aws.ssm.Parameter(
      `${name}-reference`,
      { name: `/fairlead/${environment}/reference`, type: "String", value: this.published(check) },
      child,
    );
    this.registerOutputs({ reference: this.reference, loadBalancerDnsName: this.loadBalancerDnsName });
  }

  /** The reference as a parameter's value. @throws when it is larger than a parameter may be. */
  private published(check: CheckedArguments): pulumi.Output<string> {
    const { pools, teams } = this.reference;
    return pulumi.all([pulumi.jsonStringify(this.reference), pools, teams]).apply(([json, pools, teams]) => {
      const counts = [pools, teams].map((named) => Object.keys(named).length);
      const problems = publishedSizeProblems(Buffer.byteLength(json), counts[0] ?? 0, counts[1] ?? 0);
      return problems.length > 0 ? check.raise(problems) : json;
    });
  }

  /** Declares what each team needs to deploy. @returns the teams by name, resolved when they can use it. */
  private declareTeams(
    name: string,
    args: EcsEnvironmentArgs,
    check: CheckedArguments,
    shared: Omit<Parameters<typeof declareTeam>[4], "account">,
  ): pulumi.Output<Record<string, TeamReference>> {
    const teams = Object.entries(args.teams ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    if (teams.length === 0) return pulumi.output<Record<string, TeamReference>>({});
    const account = accountOf(this);
    const usable = teams.map(([team, of]) => declareTeam(this, name, team, of, { ...shared, account }, check));
    const blocks: Record<string, TeamReference> = Object.fromEntries(
      teams.map(([team, { priorityBlock }]) => [team, { priorityBlock }]),
    );
    return pulumi.all(usable).apply(() => blocks);
  }
}
