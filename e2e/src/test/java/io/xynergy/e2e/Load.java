package io.xynergy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pod that sends 200 requests a second, for a time or until it is told to end. */
final class Load {

    private static final int RATE = 200;

    private final Cluster cluster;
    private final String pod;
    private final Background log;

    private Load(Cluster cluster, String pod, Background log) {
        this.cluster = cluster;
        this.pod = pod;
        this.log = log;
    }

    /** Traffic that has had its first response. */
    static Load start(
            Cluster cluster, String name, String url, int seconds, Map<String, String> options) {
        String pod = "traffic-" + name;
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--url", url, "--rate", Integer.toString(RATE)));
        arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        List<String> quoted = arguments.stream().map(word -> "'" + word + "'").toList();
        String document =
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  labels: {app: e2e-traffic}
                spec:
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: traffic
                      image: %s
                      imagePullPolicy: IfNotPresent
                      args: [%s]
                      resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
                      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                      volumeMounts: [{name: tmp, mountPath: /tmp}]
                  volumes: [{name: tmp, emptyDir: {}}]
                """
                        .formatted(pod, Images.of("e2e"), String.join(", ", quoted));
        cluster.kubectlWith(document, "apply", "-f", "-").orFail();
        cluster.until(
                () -> "no traffic",
                () -> cluster.kubectl("logs", pod).output().startsWith("started"));
        return new Load(cluster, pod, Background.start(cluster.words("logs", "--follow", pod)));
    }

    /** Waits until all its time is over: how often each response came. */
    Map<String, Long> whole() {
        cluster.until(
                () -> "the traffic does not end",
                () ->
                        List.of("Succeeded", "Failed")
                                .contains(cluster.field("pod/" + pod, ".status.phase")));
        return soFar();
    }

    /** Ends the traffic: how often each response came. */
    Map<String, Long> soFar() {
        cluster.kubectl("delete", "pod", pod, "--grace-period=60").orFail();
        Map<String, Long> counts = new TreeMap<>();
        for (String line : log.output().lines().skip(1).toList()) {
            int space = line.indexOf(' ');
            counts.put(line.substring(space + 1), Long.valueOf(line.substring(0, space)));
        }
        System.out.println(pod + ": " + counts);
        Long sent = counts.remove("sent");
        counts.keySet().removeIf(what -> what.startsWith("delayed: "));
        assertThat(sent).as("the traffic ended before it had said all").isPositive();
        assertThat(counts.values().stream().mapToLong(n -> n).sum())
                .as("responses and failures to all that was sent")
                .isEqualTo(sent);
        return counts;
    }
}
