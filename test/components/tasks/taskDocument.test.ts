import assert from "node:assert/strict";
import fc from "fast-check";
import { type ContainerSpec, containerDefinitions, contentHash } from "../../../components/tasks/taskDocument";

const logs = { group: "/fairlead/web", region: "eu-west-1" };
const spec = (changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
  image: "registry.example.com/web:1.4",
  memoryReservationMiB: 256,
  ...changes,
});
const written = (container: ContainerSpec) => JSON.parse(containerDefinitions({ app: container }, logs))[0];

/** The same map with its keys in another order. */
const shuffled = <T>(map: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(map).reverse());

describe("a task's container document", () => {
  it("mounts the environment directory read-only into every container", () => {
    const containers = JSON.parse(containerDefinitions({ app: spec(), sidecar: spec() }, logs));
    for (const { mountPoints } of containers) {
      assert.deepEqual(mountPoints, [
        { containerPath: "/etc/container_config", readOnly: true, sourceVolume: "container-config" },
      ]);
    }
  });

  it("gives each port a free one of the node", () => {
    assert.deepEqual(written(spec({ ports: [9090, 8080] })).portMappings, [
      { containerPort: 8080, hostPort: 0, protocol: "tcp" },
      { containerPort: 9090, hostPort: 0, protocol: "tcp" },
    ]);
  });

  it("makes the root file system read-only unless a reason is given", () => {
    assert.equal(written(spec()).readonlyRootFilesystem, true);
    assert.equal(written(spec({ writableRootFilesystem: { reason: "old app" } })).readonlyRootFilesystem, false);
  });

  it("rather loses log lines than stops a container", () => {
    assert.deepEqual(written(spec()).logConfiguration, {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "/fairlead/web",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "app",
        "max-buffer-size": "25m",
        mode: "non-blocking",
      },
    });
  });

  it("limits memory to twice the reservation, and stops in 30 seconds, unless told otherwise", () => {
    const { memory, stopTimeout } = written(spec());
    assert.deepEqual([memory, stopTimeout], [512, 30]);
    const told = written(spec({ memoryLimitMiB: 300, stopTimeoutSeconds: 10 }));
    assert.deepEqual([told.memory, told.stopTimeout], [300, 10]);
  });

  it("is the same text whatever order the program has its maps in, and holds no null", () => {
    const names = fc.stringMatching(/^[a-z]{1,6}$/);
    const container = fc
      .record({ variables: fc.dictionary(names, fc.string()), labels: fc.dictionary(names, fc.string()) })
      .map((changes) => spec(changes));
    fc.assert(
      fc.property(fc.dictionary(names, container, { minKeys: 1 }), (containers) => {
        const other = shuffled(
          Object.fromEntries(
            Object.entries(containers).map(([name, c]) => [
              name,
              { ...shuffled(c as never), variables: shuffled(c.variables ?? {}) } as unknown as ContainerSpec,
            ]),
          ),
        );
        const text = containerDefinitions(containers, logs);
        assert.equal(containerDefinitions(other, logs), text);
        const hash = (said: typeof containers) => contentHash({ family: "web", containers: said, policy: "[]" });
        assert.equal(hash(other), hash(containers));
        assert.ok(!text.includes(":null"));
      }),
    );
  });
});
