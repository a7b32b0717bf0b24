import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** An example of the shape that the preview takes: one function, a stack's kind in its configuration. */
export = async function program(): Promise<object> {
  const config = new pulumi.Config();
  if (config.getBoolean("fail")) pulumi.output(1).apply(() => fail("this stack cannot be"));
  return config.require("kind") === "releases" ? releases() : environment(config.requireObject("services"));
};

function fail(text: string): never {
  throw new pulumi.RunError(text);
}

function releases(): object {
  const role = new aws.iam.Role("web-task", { assumeRolePolicy: "{}" });
  const definition = new aws.ecs.TaskDefinition("web", {
    family: "web",
    containerDefinitions: JSON.stringify([{ name: "web", image: "web:1", memory: 512 }]),
    taskRoleArn: role.arn,
    volumes: [{ name: "environment", hostPath: "/etc/environment.d" }],
  });
  return { web: definition.arn };
}

async function environment(services: string[]): Promise<object> {
  console.log("a program may write to stdout");
  const cluster = new aws.ecs.Cluster("main", { tags: { key: pulumi.secret("s3cret") } });
  for (const name of services) {
    const { arn, taskRoleArn } = await aws.ecs.getTaskDefinition({ taskDefinition: `${name}:7` });
    const args = { cluster: cluster.arn, taskDefinition: arn, tags: { role: taskRoleArn } };
    pulumi.log.warn(`${name} has one task`, new aws.ecs.Service(name, args));
  }
  return {};
}
