import assert from "node:assert/strict";
import fc from "fast-check";
import { type Evidence, type StoppedTask, stopReason } from "../../../components/verdict/stopReason";

const task = (changes: Partial<StoppedTask> = {}): StoppedTask => ({
  release: "web:43",
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  stoppedAt: 1_000,
  containers: [],
  ...changes,
});
const of = (evidence: Partial<Evidence>) => stopReason("web:43", { tasks: [], events: [], ...evidence });
const event = (message: string, at = 1_000) => ({ at, message });

/** Ends of tasks as DescribeTasks tells them, and what is said of each. */
const TASKS: readonly [what: string, task: Partial<StoppedTask>, said: string][] = [
  [
    "an image that is not there",
    {
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:v43: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:v43: not found",
      containers: [{ name: "app" }],
    },
    "task failed to start: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:v43: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:v43: not found",
  ],
  [
    "a command that is not in the image",
    {
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
      containers: [
        {
          name: "app",
          reason:
            'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH: unknown',
          exitCode: 127,
        },
        { name: "proxy" },
      ],
    },
    'task failed to start: CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH: unknown (container app, exit code 127)',
  ],
  [
    "a secret that the execution role may not read",
    {
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/db from secrets manager: AccessDeniedException: not authorized.",
      containers: [{ name: "app" }],
    },
    "task failed to start: ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/db from secrets manager: AccessDeniedException: not authorized",
  ],
  [
    "a log group that is not there",
    {
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream:\nResourceNotFoundException: The specified log group does not exist. : exit status 1",
    },
    "task failed to start: ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
  ],
  [
    "a container that ends with an error, and takes its sidecar with it",
    {
      containers: [
        { name: "envoy", exitCode: 143 },
        { name: "app", exitCode: 1 },
      ],
    },
    "task stopped: Essential container in task exited (container app, exit code 1)",
  ],
  [
    "a container that needs more memory than it may have",
    {
      stoppedReason: "OutOfMemoryError: Container killed due to memory usage",
      containers: [
        { name: "app", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
        { name: "envoy", exitCode: 0 },
      ],
    },
    "task stopped: OutOfMemoryError: Container killed due to memory usage (container app, exit code 137)",
  ],
  [
    "a load balancer that finds the task unhealthy",
    {
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason:
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-alb-1a2b3c4/0123456789abcdef)",
      containers: [{ name: "app", exitCode: 143 }],
    },
    "task stopped: Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-alb-1a2b3c4/0123456789abcdef) (container app, exit code 143)",
  ],
  [
    "a health check of its own that fails",
    { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task failed container health checks" },
    "task stopped: Task failed container health checks",
  ],
  [
    "a service that ends as if it were a job",
    { containers: [{ name: "app", exitCode: 0 }] },
    "task stopped: Essential container in task exited (container app, exit code 0)",
  ],
  [
    "a node that is taken back",
    { stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted.", containers: [] },
    "task stopped: Your Spot Task was interrupted",
  ],
];

/** Events of services as DescribeServices tells them, and what is said of each. */
const EVENTS: readonly [what: string, message: string, said: string][] = [
  [
    "nodes that are too small",
    "(service web-1a2b3c4) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0123456789abcdef0123456789abcdef) has insufficient memory available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    "the service was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0123456789abcdef0123456789abcdef) has insufficient memory available",
  ],
  [
    "a target that is unhealthy",
    "(service web-1a2b3c4) (instance i-0123456789abcdef0) (port 32768) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef) due to (reason Health checks failed with these codes: [502])",
    "(instance i-0123456789abcdef0) (port 32768) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef) due to (reason Health checks failed with these codes: [502])",
  ],
  [
    "a role that nobody may assume",
    "(service web-1a2b3c4) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::123456789012:role/web-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).",
    "the service failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::123456789012:role/web-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.)",
  ],
  [
    "nothing but the circuit breaker",
    "(service web-1a2b3c4) (deployment ecs-svc/0123456789012345678) deployment failed: tasks failed to start.",
    "(deployment ecs-svc/0123456789012345678) deployment failed: tasks failed to start",
  ],
];

const ORDINARY = [
  "(service web-1a2b3c4) has reached a steady state.",
  "(service web-1a2b3c4) has started 2 tasks: (task 0123456789abcdef0123456789abcdef) (task fedcba9876543210fedcba9876543210).",
  "(service web-1a2b3c4) registered 1 targets in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef)",
  "(service web-1a2b3c4) has stopped 1 running tasks: (task 0123456789abcdef0123456789abcdef).",
  "(service web-1a2b3c4) has begun draining connections on 1 tasks.",
  "(service web-1a2b3c4) rolling back to deployment ecs-svc/0123456789012345678.",
  "(service web-1a2b3c4) (deployment ecs-svc/0123456789012345678) deployment completed.",
];

describe("the reason of a failed deployment", () => {
  for (const [what, stopped, said] of TASKS) {
    it(`is told by ${what}`, () => assert.equal(of({ tasks: [task(stopped)] }), said));
  }

  for (const [what, message, said] of EVENTS) {
    it(`is told by ${what}`, () => assert.equal(of({ events: [event(message)] }), said));
  }

  it("is not told by the ordinary course of things", () => {
    assert.equal(of({ events: ORDINARY.map((message) => event(message)) }), undefined);
    const moved = "Scaling activity initiated by (deployment ecs-svc/0123456789012345678)";
    const drained = "Task stopped because its container instance is DRAINING";
    for (const stoppedReason of [moved, drained]) {
      const stopped = task({
        stopCode: "ServiceSchedulerInitiated",
        stoppedReason,
        containers: [{ name: "app", exitCode: 143 }],
      });
      assert.equal(of({ tasks: [stopped] }), undefined);
    }
  });

  it("is the most telling one, however much else has happened since", () => {
    const ranked = [TASKS[0], TASKS[4], TASKS[6]].map((row) => row?.[1] ?? {});
    const events = [...ORDINARY, EVENTS[3]?.[1] ?? ""].map((message) => event(message, 9_000));
    const unplaced = event(EVENTS[0]?.[1] ?? "", 8_000);
    for (const [index, first] of ranked.entries()) {
      const tasks = ranked.slice(index).map((stopped, later) => task({ ...stopped, stoppedAt: 1_000 + later }));
      assert.equal(of({ tasks, events: [...events, unplaced] }), of({ tasks: [task(first)] }));
    }
    assert.equal(of({ events: [...events, unplaced] }), EVENTS[0]?.[2]);
  });

  it("is the newest of those that tell as much", () => {
    const failing = (exitCode: number, stoppedAt: number) =>
      task({ stoppedAt, containers: [{ name: "app", exitCode }] });
    assert.match(of({ tasks: [failing(1, 10), failing(3, 30), failing(2, 20)] }) ?? "", /exit code 3/);
  });

  it("is never that of another release, and never an old event", () => {
    assert.equal(of({ tasks: [task({ release: "web:42", containers: [{ name: "app", exitCode: 1 }] })] }), undefined);
    const old = { tasks: [], events: [event(EVENTS[0]?.[1] ?? "", 99)] };
    assert.equal(stopReason("web:43", old, 100), undefined);
    assert.equal(stopReason("web:43", old, 99), EVENTS[0]?.[2]);
  });

  it("keeps the beginning and the end of a text that goes on, where the cause of a nested error is", () => {
    const stoppedReason = `ResourceInitializationError: ${"retried; ".repeat(200)}AccessDeniedException`;
    const reason = of({ tasks: [task({ stopCode: "TaskFailedToStart", stoppedReason })] }) ?? "";
    assert.match(reason, /^task failed to start: ResourceInitializationError: .* \.\.\. .*AccessDeniedException$/);
  });

  it("is one line of bearable length, whatever ECS says", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary", maxLength: 2_000 }),
      fc.constantFrom("", "\n", "a\r\n\tb."),
    );
    const anyTask = fc.record({
      release: fc.constant("web:43"),
      stopCode: fc.oneof(text, fc.constantFrom("TaskFailedToStart", "EssentialContainerExited")),
      stoppedReason: text,
      stoppedAt: fc.nat(),
      containers: fc.array(
        fc.record({ name: fc.constant("app"), reason: text, exitCode: fc.integer() }, { requiredKeys: ["name"] }),
      ),
    });
    const anyEvent = fc.record({ at: fc.nat(), message: text });
    fc.assert(
      fc.property(fc.array(anyTask), fc.array(anyEvent), (tasks, events) => {
        const reason = of({ tasks, events });
        if (reason === undefined) return;
        assert.doesNotMatch(reason, /[\r\n\t]/);
        assert.ok(reason.length < 500);
        assert.notEqual(reason.trim(), "");
      }),
    );
  });

  it("does not depend on the order in which ECS lists things", () => {
    const tasks = TASKS.map(([, stopped], index) => task({ ...stopped, stoppedAt: index }));
    const events = EVENTS.map(([, message], index) => event(message, index));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(tasks, { minLength: tasks.length }),
        fc.shuffledSubarray(events, { minLength: events.length }),
        (tasks, events) =>
          assert.equal(
            of({ tasks, events }),
            of({ tasks: TASKS.map(([, stopped], index) => task({ ...stopped, stoppedAt: index })), events }),
          ),
      ),
    );
  });
});
