import assert from "node:assert/strict";
import fc from "fast-check";
import { policySize } from "../../../components/iam";
import { boundaryStatements } from "../../../components/teams/boundaryPolicy";
import { deployStatements } from "../../../components/teams/deployPolicy";
import type { TeamGrounds } from "../../../components/teams/grounds";
import { teamNames } from "../../../components/teams/teamNames";
import { requestsOf, type World } from "../../support/iam/calls";
import { type AccessRequest, isAllowed, type PolicyDocument, type PolicyStatement } from "../../support/iam/evaluate";
import { factsOf, hasKey, overlap } from "../../support/iam/reference";

function grounds(changes: Partial<TeamGrounds> = {}): TeamGrounds {
  const environment = changes.environment ?? "dev";
  const team = changes.team ?? "checkout";
  return {
    partition: "aws",
    accountId: "123456789012",
    region: "eu-central-1",
    environment,
    team,
    clusterName: `fairlead-${environment}`,
    listenerArn: `arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/${environment}-1a2b3c4/0123456789abcdef/fedcba9876543210`,
    families: [`${team}-*`],
    ...changes,
  };
}

const policyOf = (of: TeamGrounds): PolicyDocument => {
  const { services, tasks } = deployStatements(of);
  return { Statement: [...services, ...tasks] as PolicyStatement[] };
};
const boundaryOf = (of: TeamGrounds): PolicyDocument => ({
  Statement: boundaryStatements(of, []) as PolicyStatement[],
});
const listOf = (value: string | readonly string[]) => (typeof value === "string" ? [value] : value);

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const tags = (prefix: string, team: string, environment = "dev") => ({
  [`${prefix}/fairlead:team`]: team,
  [`${prefix}/fairlead:environment`]: environment,
});
const SERVICE = arn("ecs", "service/fairlead-dev/cart-1a2b3c4");
const TARGETS = arn("elasticloadbalancing", "targetgroup/cart-alb-1a2b3c4/0123456789abcdef");
const RULE = arn(
  "elasticloadbalancing",
  "listener-rule/app/dev-1a2b3c4/0123456789abcdef/fedcba9876543210/0011223344556677",
);
const ROLE = "arn:aws:iam::123456789012:role/fairlead/eu-central-1/dev/checkout/cart-task-1a2b3c4";
const BOUNDARY = "arn:aws:iam::123456789012:policy/fairlead.dev.checkout.eu-central-1.boundary";

describe("a team's deploy policy, read with AWS's own reference", () => {
  const all = [...policyOf(grounds()).Statement, ...boundaryOf(grounds()).Statement];

  for (const { Sid, Action, Resource, Condition = {} } of all) {
    const actions = listOf(Action);
    it(`${Sid} names actions that there are, resources that they can have, and keys that their requests have`, async () => {
      for (const action of actions) {
        const facts = await factsOf(action);
        if (action === "ecs:ListTasks") {
          assert.deepEqual(Object.keys(Condition), ["ArnEquals"]); // it is bound by the cluster
        } else if (facts.resources.length > 0) {
          const fitting = listOf(Resource).filter((ours) => facts.resources.some((theirs) => overlap(ours, theirs)));
          assert.ok(fitting.length > 0 && !fitting.includes("*"), `${action} can be limited to ${facts.resources}`);
        } else assert.deepEqual(Resource, "*", `${action} has no resources`);
        for (const [operator, keys] of Object.entries(Condition)) {
          if (operator.endsWith("IfExists") || operator.startsWith("ForAllValues:")) continue;
          for (const key of Object.keys(keys)) assert.ok(hasKey(facts, key), `${action} has no ${key}`);
        }
      }
    });
  }

  it("has neither an action nor a deny by wildcard", () => {
    for (const { Action, Effect } of all) {
      assert.equal(Effect, "Allow");
      for (const action of listOf(Action)) assert.doesNotMatch(action, /\*/);
    }
  });

  it("fits in managed policies with the longest names that there can be", () => {
    const longest = grounds({
      partition: "aws-us-gov",
      region: "ap-southeast-1",
      environment: "e".repeat(20),
      team: "t".repeat(16),
      clusterName: `fairlead-${"e".repeat(20)}`,
      listenerArn: `arn:aws-us-gov:elasticloadbalancing:ap-southeast-1:123456789012:listener/app/${"e".repeat(32)}/0123456789abcdef/fedcba9876543210`,
    });
    const { services, tasks } = deployStatements(longest);
    for (const statements of [services, tasks, boundaryStatements(longest, [])]) {
      const size = policySize(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
      assert.ok(size <= 6_144, `${size} characters`);
    }
  });
});

describe("a team's deploy policy", () => {
  const policy = policyOf(grounds());
  const may = (action: string, resource: string, context: AccessRequest["context"] = {}) =>
    isAllowed({ action, resource, context }, policy);

  // What another team has, or the environment itself, or somebody in the same account.
  for (const [title, action, resource, context] of [
    ["update another team's service", "ecs:UpdateService", SERVICE, tags("aws:ResourceTag", "payments")],
    ["delete another team's service", "ecs:DeleteService", SERVICE, tags("aws:ResourceTag", "payments")],
    ["update the environment's own service", "ecs:UpdateService", SERVICE, {}],
    ["make a service that is called another team's", "ecs:CreateService", SERVICE, tags("aws:RequestTag", "payments")],
    ["make a service that is nobody's", "ecs:CreateService", SERVICE, {}],
    [
      "make a service in another cluster",
      "ecs:CreateService",
      arn("ecs", "service/fairlead-prod/cart"),
      tags("aws:RequestTag", "checkout"),
    ],
    [
      "run another team's definition",
      "ecs:CreateService",
      SERVICE,
      { ...tags("aws:RequestTag", "checkout"), "ecs:task-definition": arn("ecs", "task-definition/payments-api:1") },
    ],
    [
      "move its service to another team's definition",
      "ecs:UpdateService",
      SERVICE,
      { ...tags("aws:ResourceTag", "checkout"), "ecs:task-definition": arn("ecs", "task-definition/payments-api:1") },
    ],
    [
      "take over a service by tagging it",
      "ecs:TagResource",
      SERVICE,
      {
        ...tags("aws:ResourceTag", "payments"),
        ...tags("aws:RequestTag", "checkout"),
        "aws:TagKeys": ["fairlead:team"],
      },
    ],
    [
      "give a service of its own away",
      "ecs:TagResource",
      SERVICE,
      {
        ...tags("aws:ResourceTag", "checkout"),
        ...tags("aws:RequestTag", "payments"),
        "aws:TagKeys": ["fairlead:team"],
      },
    ],
    [
      "take the tag off its service",
      "ecs:UntagResource",
      SERVICE,
      { ...tags("aws:ResourceTag", "checkout"), "aws:TagKeys": ["fairlead:team"] },
    ],
    ["change another team's rule", "elasticloadbalancing:ModifyRule", RULE, tags("aws:ResourceTag", "payments")],
    ["delete a rule of the environment", "elasticloadbalancing:DeleteRule", RULE, {}],
    [
      "change its target group in another environment",
      "elasticloadbalancing:ModifyTargetGroup",
      TARGETS,
      tags("aws:ResourceTag", "checkout", "prod"),
    ],
    [
      "delete another team's target group",
      "elasticloadbalancing:DeleteTargetGroup",
      TARGETS,
      tags("aws:ResourceTag", "payments"),
    ],
    [
      "take over a target group by tagging it",
      "elasticloadbalancing:AddTags",
      TARGETS,
      tags("aws:RequestTag", "checkout"),
    ],
    ["move rules of others", "elasticloadbalancing:SetRulePriorities", RULE, {}],
    ["change the listener", "elasticloadbalancing:ModifyListener", grounds().listenerArn, {}],
    [
      "make a rule on another listener",
      "elasticloadbalancing:CreateRule",
      grounds({ environment: "prod" }).listenerArn,
      tags("aws:RequestTag", "checkout"),
    ],
    [
      "change another team's schedule",
      "scheduler:UpdateSchedule",
      arn("scheduler", "schedule/fairlead.dev.payments/nightly"),
      {},
    ],
    [
      "change the environment's schedule",
      "scheduler:DeleteSchedule",
      arn("scheduler", "schedule/dev-1a2b3c4/prices"),
      {},
    ],
    [
      "delete its group of schedules",
      "scheduler:DeleteScheduleGroup",
      arn("scheduler", "schedule-group/fairlead.dev.checkout"),
      {},
    ],
    ["delete another team's queue", "sqs:DeleteQueue", arn("sqs", "dev_payments_nightly"), {}],
    ["delete its queue of another environment", "sqs:DeleteQueue", arn("sqs", "prod_checkout_nightly"), {}],
    ["read what failed to start", "sqs:ReceiveMessage", arn("sqs", "dev_checkout_nightly"), {}],
    ["make a role without a boundary", "iam:CreateRole", ROLE, {}],
    [
      "make a role with a boundary of its choice",
      "iam:CreateRole",
      ROLE,
      { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
    ],
    ["take the boundary off", "iam:DeleteRolePermissionsBoundary", ROLE, { "iam:PermissionsBoundary": BOUNDARY }],
    ["put on another boundary", "iam:PutRolePermissionsBoundary", ROLE, { "iam:PermissionsBoundary": BOUNDARY }],
    ["attach a policy", "iam:AttachRolePolicy", ROLE, { "iam:PermissionsBoundary": BOUNDARY }],
    [
      "write into another team's role",
      "iam:PutRolePolicy",
      ROLE.replace("checkout", "payments"),
      { "iam:PermissionsBoundary": BOUNDARY },
    ],
    [
      "pass another team's role",
      "iam:PassRole",
      ROLE.replace("checkout", "payments"),
      { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    ],
    ["pass its role to a machine", "iam:PassRole", ROLE, { "iam:PassedToService": "ec2.amazonaws.com" }],
    [
      "write into the role that it deploys with",
      "iam:PutRolePolicy",
      "arn:aws:iam::123456789012:role/fairlead.dev.checkout.eu-central-1",
      {},
    ],
    ["change its own policy", "iam:CreatePolicyVersion", BOUNDARY, {}],
    ["delete another team's logs", "logs:DeleteLogGroup", arn("logs", "log-group:/fairlead/payments-api"), {}],
    ["delete the environment's logs", "logs:DeleteLogGroup", arn("logs", "log-group:/fairlead/environment/dev/x"), {}],
    [
      "register another team's definition",
      "ecs:RegisterTaskDefinition",
      arn("ecs", "task-definition/payments-api:*"),
      {},
    ],
    [
      "register a privileged container",
      "ecs:RegisterTaskDefinition",
      arn("ecs", "task-definition/checkout-cart:*"),
      { "ecs:privileged": "true" },
    ],
    ["start a task by hand", "ecs:RunTask", arn("ecs", "task-definition/checkout-cart:1"), {}],
    ["enter a container", "ecs:ExecuteCommand", arn("ecs", "task/fairlead-dev/1"), {}],
    [
      "scale another team's service",
      "application-autoscaling:PutScalingPolicy",
      arn("application-autoscaling", "scalable-target/1"),
      tags("aws:ResourceTag", "payments"),
    ],
    [
      "take over another team's scaling",
      "application-autoscaling:TagResource",
      arn("application-autoscaling", "scalable-target/1"),
      { ...tags("aws:RequestTag", "checkout"), ...tags("aws:ResourceTag", "payments") },
    ],
    [
      "retag another team's scaling",
      "application-autoscaling:TagResource",
      arn("application-autoscaling", "scalable-target/1"),
      { ...tags("aws:ResourceTag", "payments"), "aws:RequestTag/cost": "1", "aws:TagKeys": ["cost"] },
    ],
    [
      "give its scaling away",
      "application-autoscaling:TagResource",
      arn("application-autoscaling", "scalable-target/1"),
      {
        ...tags("aws:ResourceTag", "checkout"),
        "aws:RequestTag/fairlead:team": "payments",
        "aws:TagKeys": ["fairlead:team"],
      },
    ],
    [
      "take the tag off its scaling",
      "application-autoscaling:UntagResource",
      arn("application-autoscaling", "scalable-target/1"),
      { ...tags("aws:ResourceTag", "checkout"), "aws:TagKeys": ["fairlead:team"] },
    ],
    ["untag another team's definition", "ecs:UntagResource", arn("ecs", "task-definition/payments-api:1"), {}],
    [
      "change the alarms of another cluster's scaling",
      "cloudwatch:PutMetricAlarm",
      arn("cloudwatch", "alarm:TargetTracking-service/fairlead-prod/cart-1a2b3c4-AlarmHigh-1"),
      {},
    ],
    [
      "silence an alarm that is none of scaling",
      "cloudwatch:DeleteAlarms",
      arn("cloudwatch", "alarm:fairlead-dev-cart"),
      {},
    ],
    ["read another environment's reference", "ssm:GetParameter", arn("ssm", "parameter/fairlead/prod/reference"), {}],
    ["write the reference", "ssm:PutParameter", arn("ssm", "parameter/fairlead/dev/reference"), {}],
    ["list the tasks of another cluster", "ecs:ListTasks", "*", { "ecs:cluster": arn("ecs", "cluster/fairlead-prod") }],
    ["change the cluster", "ecs:PutClusterCapacityProviders", arn("ecs", "cluster/fairlead-dev"), {}],
  ] as const) {
    it(`does not let it ${title}`, () => assert.equal(may(action, resource, context), false));
  }

  for (const [title, action, resource, context] of [
    [
      "make a service",
      "ecs:CreateService",
      SERVICE,
      { ...tags("aws:RequestTag", "checkout"), "ecs:task-definition": arn("ecs", "task-definition/checkout-cart:1") },
    ],
    ["update its service", "ecs:UpdateService", SERVICE, tags("aws:ResourceTag", "checkout")],
    [
      "scale its service",
      "application-autoscaling:PutScalingPolicy",
      arn("application-autoscaling", "scalable-target/1"),
      tags("aws:ResourceTag", "checkout"),
    ],
    ["make a role with its boundary", "iam:CreateRole", ROLE, { "iam:PermissionsBoundary": BOUNDARY }],
  ] as const) {
    it(`lets it ${title}`, () => assert.equal(may(action, resource, context), true));
  }

  describe("of scaling", () => {
    const TARGET = arn("application-autoscaling", "scalable-target/1");
    const plain = (team: string) => ({ "fairlead:team": team, "fairlead:environment": "dev" });
    const there = (team: string): World => ({
      accountId: "123456789012",
      region: "eu-central-1",
      tags: new Map([
        [TARGET, plain(team)],
        [SERVICE, plain(team)],
      ]),
      roles: new Map(),
      scalable: new Map([["service/fairlead-dev/cart-1a2b3c4", TARGET]]),
    });
    const refusedOf = (team: string, action: string, params: object) => {
      const call = { service: "application-autoscaling", action, region: "eu-central-1", params };
      const asked = requestsOf({ ...call, time: 0, status: 200, error: null }, there(team));
      return asked.filter((request) => !isAllowed(request, policy)).map(({ action }) => action);
    };
    const ResourceId = "service/fairlead-dev/cart-1a2b3c4";
    for (const [action, params] of [
      ["RegisterScalableTarget", { ResourceId, Tags: plain("checkout") }],
      ["RegisterScalableTarget", { ResourceId }],
      ["PutScalingPolicy", { ResourceId, PolicyType: "TargetTrackingScaling" }],
      ["DeleteScalingPolicy", { ResourceId }],
      ["PutScheduledAction", { ResourceId }],
      ["DeregisterScalableTarget", { ResourceId }],
    ] as const) {
      const how = "Tags" in params ? "first " : "";
      it(`lets it ${how}${action}, with all that AWS asks besides, for its own service and for no other team's`, () => {
        assert.deepEqual(refusedOf("checkout", action, params), []);
        assert.notDeepEqual(refusedOf("payments", action, params), []);
      });
    }
  });

  // What no example does; test/engine/teams.test.ts shows of the other statements that each is needed.
  for (const [title, sid, action, resource, context] of [
    [
      "tag its service",
      "Retag",
      "ecs:TagResource",
      SERVICE,
      { ...tags("aws:ResourceTag", "checkout"), "aws:TagKeys": ["owner"] },
    ],
    [
      "scale its service",
      "OwnScaling",
      "application-autoscaling:PutScalingPolicy",
      arn("application-autoscaling", "scalable-target/1"),
      tags("aws:ResourceTag", "checkout"),
    ],
    [
      "begin to scale its service",
      "MakeScaling",
      "application-autoscaling:RegisterScalableTarget",
      arn("application-autoscaling", "scalable-target/1"),
      tags("aws:RequestTag", "checkout"),
    ],
    [
      "be the first to scale anything",
      "ScalingRole",
      "iam:CreateServiceLinkedRole",
      "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
      {},
    ],
    [
      "change a default tag of its scaling",
      "RetagScaling",
      "application-autoscaling:TagResource",
      arn("application-autoscaling", "scalable-target/1"),
      { ...tags("aws:ResourceTag", "checkout"), "aws:RequestTag/cost": "1", "aws:TagKeys": ["cost"] },
    ],
    [
      "take a default tag off its scaling",
      "RetagScaling",
      "application-autoscaling:UntagResource",
      arn("application-autoscaling", "scalable-target/1"),
      { ...tags("aws:ResourceTag", "checkout"), "aws:TagKeys": ["cost"] },
    ],
    [
      "take a default tag off its definition",
      "TagDefinition",
      "ecs:UntagResource",
      arn("ecs", "task-definition/checkout-cart:1"),
      { "aws:TagKeys": ["cost"] },
    ],
    [
      "find the tasks of the cluster that stopped",
      "ListTasks",
      "ecs:ListTasks",
      "*",
      { "ecs:cluster": arn("ecs", "cluster/fairlead-dev") },
    ],
  ] as const) {
    it(`lets it ${title}, by the statement ${sid} alone`, () => {
      const others: PolicyDocument = { Statement: policy.Statement.filter(({ Sid }) => Sid !== sid) };
      assert.equal(may(action, resource, context), true);
      assert.equal(isAllowed({ action, resource, context }, others), false);
    });
  }

  it("does not take one name for the beginning of another, whatever environments and teams are called", () => {
    // The same words, parted elsewhere, and with one more or less at the end: what a sloppy name would confuse.
    const words = fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 2, maxLength: 4 });
    const parted = fc.tuple(words, fc.nat(), fc.nat(), fc.boolean()).map(([words, i, j, more]) => {
      const part = (words: string[], at: number) => {
        const cut = 1 + (at % (words.length - 1));
        return { environment: words.slice(0, cut).join("-"), team: words.slice(cut).join("-") };
      };
      return [part(words, i), part(more ? [...words, "c"] : words, j)] as const;
    });
    fc.assert(
      fc.property(parted, ([{ environment, team }, { environment: otherEnvironment, team: otherTeam }]) => {
        fc.pre(environment !== otherEnvironment || team !== otherTeam);
        const mine = policyOf(grounds({ environment, team }));
        const theirs = teamNames(grounds({ environment: otherEnvironment, team: otherTeam }));
        for (const [action, resource] of [
          ["sqs:DeleteQueue", arn("sqs", `${theirs.queuePrefix}nightly`)],
          ["scheduler:DeleteSchedule", arn("scheduler", `schedule/${theirs.scheduleGroup}/nightly`)],
          ["iam:DeleteRole", `arn:aws:iam::123456789012:role${theirs.rolePath}cart-task`],
        ] as const) {
          assert.equal(isAllowed({ action, resource, context: {} }, mine), false, resource);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("does not take one environment for another that begins alike", () => {
    const short = policyOf(grounds({ environment: "eu", team: "check" }));
    for (const request of [
      { action: "ssm:GetParameter", resource: arn("ssm", "parameter/fairlead/eu-check/reference"), context: {} },
      {
        action: "ecs:CreateService",
        resource: arn("ecs", "service/fairlead-eu-check/cart"),
        context: tags("aws:RequestTag", "check", "eu"),
      },
    ]) {
      assert.equal(isAllowed(request, short), false, request.resource);
    }
  });
});

describe("the boundary of a team's roles", () => {
  const everything: PolicyDocument = { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const may = (action: string, resource: string, context: AccessRequest["context"] = {}) =>
    isAllowed({ action, resource, context }, everything, boundaryOf(grounds()));

  for (const [title, action, resource, context] of [
    ["become administrator", "iam:AttachRolePolicy", ROLE, {}],
    ["read another team's secrets", "ssm:GetParameters", arn("ssm", "parameter/payments/key"), {}],
    [
      "read the secrets of the environment",
      "secretsmanager:GetSecretValue",
      arn("secretsmanager", "secret:database-1a2b3c"),
      {},
    ],
    [
      "start another team's task",
      "ecs:RunTask",
      arn("ecs", "task-definition/payments-api:1"),
      { "ecs:cluster": arn("ecs", "cluster/fairlead-dev") },
    ],
    [
      "start a task in another cluster",
      "ecs:RunTask",
      arn("ecs", "task-definition/checkout-cart:1"),
      { "ecs:cluster": arn("ecs", "cluster/fairlead-prod") },
    ],
    [
      "start a task with another's role",
      "iam:PassRole",
      "arn:aws:iam::123456789012:role/admin",
      { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    ],
    ["write another's logs", "logs:PutLogEvents", arn("logs", "log-group:/fairlead/payments-api:log-stream:x"), {}],
    ["read a bucket that nobody has named", "s3:GetObject", "arn:aws:s3:::orders/1", {}],
  ] as const) {
    it(`lets no role ${title}, whatever its policy says`, () => assert.equal(may(action, resource, context), false));
  }

  it("lets them do what the environment's owner has named", () => {
    const named = boundaryStatements(grounds(), [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::carts/*"] }]);
    const request = { action: "s3:GetObject", resource: "arn:aws:s3:::carts/1", context: {} };
    assert.equal(isAllowed(request, everything, { Statement: named as PolicyStatement[] }), true);
  });
});
