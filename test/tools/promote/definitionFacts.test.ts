import assert from "node:assert/strict";
import { definitionDifferences } from "../../../tools/promote/definitionFacts";

const app = {
  name: "app",
  image: "nginx:1.28",
  cpu: 128,
  memory: 256,
  memoryReservation: 128,
  environment: [
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ],
  secrets: [{ name: "TOKEN", valueFrom: "/web/token" }],
  portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
  command: ["serve", "--port", "8080"],
  linuxParameters: { tmpfs: [{ containerPath: "/tmp", size: 32, mountOptions: ["rw"] }] },
};
const before = {
  taskDefinitionArn: "arn:aws:ecs:a:1:task-definition/web:3",
  revision: 3,
  status: "INACTIVE",
  registeredBy: "a",
  networkMode: "bridge",
  containerDefinitions: [app],
  volumes: [{ name: "container-config", host: { sourcePath: "/etc/container_config" } }],
};

/** What differs, `ITEM PROPERTY: BEFORE > AFTER`. */
function told(after: object): string[] {
  return definitionDifferences(before, { ...before, ...after }).map(
    ({ section, item, property, values: [x, y] }) => `${section} ${item} ${property}: ${x} > ${y}`,
  );
}

const withApp = (changed: object) => told({ containerDefinitions: [{ ...app, ...changed }] });

describe("what differs between two revisions", () => {
  it("is nothing when only number, ARN, status and dates do, or when AWS writes what is empty", () => {
    const again = {
      taskDefinitionArn: "x",
      revision: 4,
      status: "ACTIVE",
      registeredAt: new Date(),
      ipcMode: undefined,
    };
    assert.deepEqual(
      told({ ...again, placementConstraints: [], containerDefinitions: [{ ...app, volumesFrom: [] }] }),
      [],
    );
  });

  for (const [title, changed, lines] of [
    ["an image", { image: "nginx:1.29" }, ["Containers app image: nginx:1.28 > nginx:1.29"]],
    [
      "memory and CPU",
      { memory: 512, cpu: 64 },
      ["Containers app CPU units: 128 > 64", "Containers app memory limit, MiB: 256 > 512"],
    ],
    [
      "a variable that is new, gone or another one",
      {
        environment: [
          { name: "B", value: "3" },
          { name: "C", value: "" },
        ],
      },
      ["Containers app variable A: 1 > null", "Containers app variable B: 2 > 3", "Containers app variable C: null > "],
    ],
    [
      "a secret",
      { secrets: [{ name: "TOKEN", valueFrom: "/web/key" }] },
      ["Containers app secret TOKEN: /web/token > /web/key"],
    ],
    [
      "a port",
      { portMappings: [{ containerPort: 9090, hostPort: 0, protocol: "tcp" }] },
      [
        "Containers app port 8080: hostPort 0, protocol tcp > null",
        "Containers app port 9090: null > hostPort 0, protocol tcp",
      ],
    ],
    [
      "a port that is there for two protocols",
      {
        portMappings: [
          { containerPort: 8080, hostPort: 9, protocol: "udp" },
          { containerPort: 8080, hostPort: 0, protocol: "tcp" },
        ],
      },
      ["Containers app port 8080: hostPort 0, protocol tcp > hostPort 0, protocol tcp; hostPort 9, protocol udp"],
    ],
    ["a command", { command: ["serve", "a b"] }, ['Containers app command: serve --port 8080 > ["serve","a b"]']],
    [
      "a field that nobody has thought of here",
      { someday: { soon: [1, { x: 2 }] } },
      ['Containers app someday.soon: null > [1,{"x":2}]'],
    ],
    [
      "a size of tmpfs",
      { linuxParameters: { tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["rw"] }] } },
      ["Containers app tmpfs /tmp: mountOptions rw, size 32 > mountOptions rw, size 64"],
    ],
  ] as [string, object, string[]][]) {
    it(`tells of ${title}`, () => assert.deepEqual(withApp(changed), lines));
  }

  it("tells of the task itself first, and of containers that come and go", () => {
    assert.deepEqual(
      told({ networkMode: "host", taskRoleArn: "arn:r", containerDefinitions: [{ name: "other", image: "x" }] }).slice(
        0,
        3,
      ),
      ["Task  networkMode: bridge > host", "Task  task role: null > arn:r", "Containers app CPU units: 128 > null"],
    );
  });
});
