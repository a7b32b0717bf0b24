/**
 * The estate of the benchmark as an AWS CDK program, the way CDK's own documentation writes one: `node app.js ESTATE.json`
 * synthesizes it and prints the number of CloudFormation resources. The estate is what bench/estate.ts describes.
 */
const { readFileSync, rmSync, mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { App, Duration, Stack } = require("aws-cdk-lib/core");
const autoscaling = require("aws-cdk-lib/aws-autoscaling");
const acm = require("aws-cdk-lib/aws-certificatemanager");
const ec2 = require("aws-cdk-lib/aws-ec2");
const ecs = require("aws-cdk-lib/aws-ecs");
const elb = require("aws-cdk-lib/aws-elasticloadbalancingv2");
const iam = require("aws-cdk-lib/aws-iam");
const logs = require("aws-cdk-lib/aws-logs");
const s3 = require("aws-cdk-lib/aws-s3");
const scheduler = require("aws-cdk-lib/aws-scheduler");
const ssm = require("aws-cdk-lib/aws-ssm");

const estate = JSON.parse(readFileSync(process.argv[2], "utf8"));
const outdir = mkdtempSync(join(tmpdir(), "bench-cdk-"));
process.on("exit", () => rmSync(outdir, { recursive: true }));

// The feature flags that `cdk init` writes into a new project.
const app = new App({ outdir, context: require("aws-cdk-lib/recommended-feature-flags.json") });
const stack = new Stack(app, estate.name, { env: { account: estate.account, region: estate.region } });

const vpc = new ec2.Vpc(stack, "Vpc", {
  ipAddresses: ec2.IpAddresses.cidr(estate.cidrBlock),
  availabilityZones: estate.zones,
  natGateways: estate.zones.length,
  subnetConfiguration: [
    { name: "Public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
    { name: "Private", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
  ],
});
const clusterName = `bench-${estate.name}`;
const insights = new logs.LogGroup(stack, "Insights", {
  logGroupName: `/aws/ecs/containerinsights/${clusterName}/performance`,
  retention: estate.logRetentionDays,
});
const cluster = new ecs.Cluster(stack, "Cluster", {
  vpc,
  clusterName,
  containerInsightsV2: ecs.ContainerInsights.ENHANCED,
});
cluster.node.addDependency(insights);
new scheduler.ScheduleGroup(stack, "Schedules");

const nodes = new ec2.SecurityGroup(stack, "Nodes", { vpc });
cluster.connections.addSecurityGroup(nodes); // capacity providers do not; without it no rule lets the load balancer in
const nodeRole = new iam.Role(stack, "NodeRole", {
  assumedBy: new iam.ServicePrincipal("ec2.amazonaws.com"),
  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName("AmazonSSMManagedInstanceCore")],
});
const providers = Object.fromEntries(
  Object.entries(estate.pools).map(([name, pool]) => {
    const group = new autoscaling.AutoScalingGroup(stack, `Pool-${name}`, {
      vpc,
      minCapacity: pool.minNodes,
      maxCapacity: pool.maxNodes,
      maxInstanceLifetime: Duration.days(14),
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: name === "spot" ? 0 : 100,
          spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
        },
        launchTemplate: new ec2.LaunchTemplate(stack, `Template-${name}`, {
          machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
          userData: ec2.UserData.forLinux(),
          role: nodeRole,
          securityGroup: nodes,
          requireImdsv2: true,
          httpPutResponseHopLimit: 1,
          blockDevices: [
            {
              deviceName: "/dev/xvda",
              volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
            },
          ],
        }),
        launchTemplateOverrides: pool.instanceTypes.map((type) => ({ instanceType: new ec2.InstanceType(type) })),
      },
    });
    const provider = new ecs.AsgCapacityProvider(stack, `Provider-${name}`, {
      autoScalingGroup: group,
      enableManagedDraining: true,
      enableManagedTerminationProtection: false,
      instanceWarmupPeriod: 90,
    });
    cluster.addAsgCapacityProvider(provider);
    return [name, provider];
  }),
);

const balancer = new elb.ApplicationLoadBalancer(stack, "LoadBalancer", {
  vpc,
  internetFacing: true,
  dropInvalidHeaderFields: true,
  deletionProtection: true,
});
balancer.logAccessLogs(
  new s3.Bucket(stack, "AccessLogs", {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [{ expiration: Duration.days(estate.logRetentionDays) }],
  }),
);
balancer.addRedirect();
const listener = balancer.addListener("Https", {
  port: 443,
  certificates: [acm.Certificate.fromCertificateArn(stack, "Certificate", estate.certificateArn)],
  sslPolicy: elb.SslPolicy.TLS13_RES,
  defaultAction: elb.ListenerAction.fixedResponse(404, { contentType: "text/plain", messageBody: "no such host\n" }),
});

// What other teams' programs read of the environment.
new ssm.StringParameter(stack, "Reference", {
  parameterName: `/bench/${estate.name}/reference`,
  stringValue: stack.toJsonString({
    cluster: cluster.clusterArn,
    vpc: vpc.vpcId,
    listener: listener.listenerArn,
    providers: Object.values(providers).map(({ capacityProviderName }) => capacityProviderName),
  }),
});

estate.services.forEach((service, i) => {
  const { name } = service;
  const task = new ecs.Ec2TaskDefinition(stack, `${name}-task`, { family: name, networkMode: ecs.NetworkMode.BRIDGE });
  const logGroup = new logs.LogGroup(stack, `${name}-logs`, {
    logGroupName: `/bench/${name}`,
    retention: estate.logRetentionDays,
  });
  const secrets = Object.entries(service.secrets).map(([key, parameterName]) => [
    key,
    ecs.Secret.fromSsmParameter(
      ssm.StringParameter.fromSecureStringParameterAttributes(stack, `${name}-${key}`, { parameterName }),
    ),
  ]);
  task.addContainer("app", {
    image: ecs.ContainerImage.fromRegistry(service.image),
    memoryReservationMiB: service.memoryMiB,
    memoryLimitMiB: 2 * service.memoryMiB,
    cpu: service.cpuUnits,
    readonlyRootFilesystem: true,
    stopTimeout: Duration.seconds(30),
    portMappings: [{ containerPort: service.port, hostPort: 0 }],
    environment: service.variables,
    secrets: Object.fromEntries(secrets),
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: name, mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
  });
  const running = new ecs.Ec2Service(stack, name, {
    cluster,
    taskDefinition: task,
    desiredCount: service.tasks.min,
    capacityProviderStrategies: [
      ...(service.onDemand
        ? [{ capacityProvider: providers["on-demand"].capacityProviderName, ...service.onDemand }]
        : []),
      { capacityProvider: providers.spot.capacityProviderName, weight: service.spotWeight },
    ],
    circuitBreaker: { enable: true, rollback: true },
    minHealthyPercent: 50,
    maxHealthyPercent: 200,
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
    placementStrategies: [
      ecs.PlacementStrategy.spreadAcross(ecs.BuiltInAttributes.AVAILABILITY_ZONE),
      ecs.PlacementStrategy.packedByMemory(),
    ],
    healthCheckGracePeriod: Duration.seconds(service.graceSeconds),
    enableECSManagedTags: true,
    propagateTags: ecs.PropagatedTagSource.SERVICE,
  });
  const targets = listener.addTargets(name, {
    protocol: elb.ApplicationProtocol.HTTP,
    priority: i + 1,
    conditions: [elb.ListenerCondition.hostHeaders(service.hosts)],
    targets: [running.loadBalancerTarget({ containerName: "app", containerPort: service.port })],
    deregistrationDelay: Duration.seconds(30),
    healthCheck: { path: "/", healthyHttpCodes: "200-399", interval: Duration.seconds(15) },
  });
  const scaling = running.autoScaleTaskCount({ minCapacity: service.tasks.min, maxCapacity: service.tasks.max });
  scaling.scaleOnCpuUtilization(`${name}-cpu`, { targetUtilizationPercent: estate.cpuPercent });
  scaling.scaleOnRequestCount(`${name}-requests`, {
    requestsPerTarget: service.requestsPerTaskPerMinute,
    targetGroup: targets,
  });
});

const { template } = app.synth().getStackByName(estate.name);
console.log(JSON.stringify({ services: estate.services.length, resources: Object.keys(template.Resources).length }));
