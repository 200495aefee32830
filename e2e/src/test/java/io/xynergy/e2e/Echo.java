package io.xynergy.e2e;

/** An upstream that takes 200 ms for each response, behind a route of the policy. */
final class Echo {

    /** Through the gateway. */
    static final String SLOW = "/slow?delay=200ms";

    private static final String OBJECTS =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: echo
              labels: {app: e2e-echo}
            spec:
              automountServiceAccountToken: false
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: echo
                  image: IMAGE
                  imagePullPolicy: IfNotPresent
                  args: [echo, --host, 0.0.0.0, --port, "9001"]
                  ports: [{name: http, containerPort: 9001}]
                  readinessProbe: {tcpSocket: {port: http}, periodSeconds: 1}
                  resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
                  securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                  volumeMounts: [{name: tmp, mountPath: /tmp}]
              volumes: [{name: tmp, emptyDir: {}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: echo}
            spec:
              selector: {app: e2e-echo}
              ports: [{name: http, port: 80, targetPort: http}]
            """;

    private final Cluster cluster;
    private final Platform platform;

    private Echo(Cluster cluster, Platform platform) {
        this.cluster = cluster;
        this.platform = platform;
    }

    /** Serves when this returns. */
    static Echo start(Cluster cluster, Platform platform) {
        String objects = OBJECTS.replace("IMAGE", Images.of("gateway"));
        cluster.kubectlWith(objects, "apply", "-f", "-").orFail();
        cluster.kubectl("wait", "--for=condition=Ready", "pod/echo", "--timeout=120s").orFail();
        platform.patch(
                """
                [{"op": "add", "path": "/spec/services/0", "value": {"name": "echo", "url": "http://echo"}},
                 {"op": "add", "path": "/spec/routes/0", "value": {"name": "slow", "match": [{"path": {"exact": "/slow"}}],
                   "to": [{"service": "echo"}], "auth": {"mode": "None"}}}]\
                """);
        platform.awaitLive();
        return new Echo(cluster, platform);
    }

    /** Removes it and its route. */
    void end() {
        platform.patch(
                """
                [{"op": "remove", "path": "/spec/routes/0"}, {"op": "remove", "path": "/spec/services/0"}]\
                """);
        platform.awaitLive();
        cluster.kubectl("delete", "pod/echo", "service/echo").orFail();
    }
}
