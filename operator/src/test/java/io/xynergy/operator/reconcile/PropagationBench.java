package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Time from a change of a policy to the last gateway that answers by it; not a test of times: it
 * fails only on wrong responses. Run by {@code make bench-propagation}.
 */
class PropagationBench {

    private static final List<Integer> ROUTES = numbers("bench.routes", "10,1000,3000");
    private static final List<Integer> GATEWAYS = numbers("bench.gateways", "1,3,10");
    private static final List<NumberedPolicy.Way> WAYS = List.of(NumberedPolicy.Way.values());
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 10);
    private static final int CHANGES = Integer.getInteger("bench.changes", 20);
    private static final int CHURN = Integer.getInteger("bench.churn", 100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = Duration.ofMillis(300).toNanos();

    /** A kind of the same shape that the API server does not look into: the least that it takes. */
    private static final String UNCHECKED =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: uncheckedpolicies.gateway.xynergy.io}
            spec:
              group: gateway.xynergy.io
              scope: Namespaced
              names: {kind: UncheckedPolicy, plural: uncheckedpolicies, singular: uncheckedpolicy}
              versions:
                - name: v1alpha1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;

    private static List<Integer> numbers(String property, String otherwise) {
        return Stream.of(System.getProperty(property, otherwise).split(","))
                .map(Integer::valueOf)
                .toList();
    }

    record Case(int gateways, int routes) {}

    static Stream<Case> cases() {
        return ROUTES.stream()
                .flatMap(routes -> GATEWAYS.stream().map(gateways -> new Case(gateways, routes)));
    }

    static Stream<Integer> sizes() {
        return ROUTES.stream();
    }

    @BeforeAll
    static void uncheckedKind() throws IOException {
        Path file = Files.createTempFile("unchecked", ".yaml");
        Files.writeString(file, UNCHECKED);
        ApiServer.shared().kubectl("apply", "-f", file.toString()).orFail();
        ApiServer.shared()
                .kubectl(
                        "wait",
                        "--for=condition=Established",
                        "--timeout=60s",
                        "crd/uncheckedpolicies.gateway.xynergy.io")
                .orFail();
        Files.delete(file);
    }

    /** What the API server takes for an object of this size that nobody watches or validates. */
    @ParameterizedTest
    @MethodSource("sizes")
    void floorOfTheApiServer(int routes) {
        String namespace = ApiServer.shared().namespace("floor");
        KubernetesClient client = ApiServer.shared().admin();
        var policy = new NumberedPolicy(client, "uncheckedpolicies", namespace, routes);
        policy.create("UncheckedPolicy");
        int number = 0;
        for (NumberedPolicy.Way way : WAYS) {
            List<Long> taken = new ArrayList<>();
            for (int i = -WARM_UP; i < CHANGES; i++) {
                long start = System.nanoTime();
                policy.change(way, "UncheckedPolicy", ++number);
                if (i >= 0) {
                    taken.add(System.nanoTime() - start);
                }
            }
            System.out.printf("floor, %4d routes, %-5s: %s%n", routes, way, quantiles(taken));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changeReachesTheLastGateway(Case size) {
        try (var run = new Run(size)) {
            run.changes(NumberedPolicy.Way.PATCH, WARM_UP);
            for (NumberedPolicy.Way way : WAYS) {
                Measured times = run.changes(way, CHANGES);
                System.out.printf(
                        "%2d gateways, %4d routes, %-5s: API server %s; delivery %s; last"
                                + " gateway %s; %s%n",
                        size.gateways(),
                        size.routes(),
                        way,
                        quantiles(times.taken()),
                        quantiles(times.delivered()),
                        quantiles(times.served()),
                        run.responses());
            }
            run.verify();
        }
    }

    /** As fast as the API server takes them. */
    @ParameterizedTest
    @MethodSource("cases")
    void changesInARow(Case size) {
        try (var run = new Run(size)) {
            run.changes(NumberedPolicy.Way.PATCH, WARM_UP);
            run.churn();
            run.verify();
        }
    }

    private record Measured(List<Long> taken, List<Long> served, List<Long> delivered) {}

    /** One policy with its operator and gateways. */
    private static final class Run implements AutoCloseable {

        private final OperatorFixture fixture = new OperatorFixture("propagation");
        private final Case size;
        private final NumberedPolicy policy;
        private final NumberWatch watch;
        private int number;

        Run(Case size) {
            this.size = size;
            policy =
                    new NumberedPolicy(
                            fixture.admin, "gatewaypolicies", fixture.namespace, size.routes());
            policy.create("GatewayPolicy");
            List<GatewayPod> gateways = fixture.pods("shop", size.gateways());
            fixture.await("shop", Conditions.LIVE, "Live");
            watch = new NumberWatch(gateways, WARM_UP + 2 * CHANGES + CHURN);
        }

        /** One change after the other, each when the one before is served and written down. */
        Measured changes(NumberedPolicy.Way way, int count) {
            var times = new Measured(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                change(way);
                times.taken().add(System.nanoTime() - start);
                awaitServed();
                times.served().add(watch.servedAt(number) - start);
                times.delivered().add(awaitWritten());
            }
            return times;
        }

        private void change(NumberedPolicy.Way way) {
            number++;
            watch.asking(number);
            policy.change(way, "GatewayPolicy", number);
        }

        private void awaitServed() {
            Await.until(
                    PATIENCE,
                    () -> number + " is not served by all, but " + watch.served(),
                    () -> watch.served() >= number);
        }

        /**
         * Looks seldom, because each look at a large policy takes the API server a while.
         *
         * @return from the order to the proof of the last pod, in nanoseconds
         */
        private long awaitWritten() {
            var slowest = new AtomicLong();
            Await.until(
                    PATIENCE,
                    () -> "the status is not written",
                    () -> {
                        LockSupport.parkNanos(LOOK_NANOS);
                        GatewayPolicyResource found = fixture.policy("shop");
                        slowest.set(slowest(found));
                        return slowest.get() > 0;
                    });
            return slowest.get();
        }

        /** From the order to the proof of the last pod, in nanoseconds; 0: that is not written. */
        private static long slowest(GatewayPolicyResource policy) {
            PolicyStatus status = policy.getStatus();
            PolicyStatus.Pods pods = status == null ? null : status.pods();
            boolean isWritten =
                    status != null
                            && policy.getMetadata()
                                    .getGeneration()
                                    .equals(status.observedGeneration())
                            && OperatorFixture.condition(status, Conditions.LIVE)
                                    .filter(Condition::holds)
                                    .isPresent();
            String text = pods == null ? null : pods.slowest();
            return isWritten && text != null
                    ? 1_000_000 * (1 + Long.parseLong(text.replace("ms", "")))
                    : 0;
        }

        void churn() {
            long[] starts = new long[CHURN];
            int first = number + 1;
            long statuses = statusWrites();
            long begin = System.nanoTime();
            for (int i = 0; i < CHURN; i++) {
                starts[i] = System.nanoTime();
                change(NumberedPolicy.Way.PATCH);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            awaitServed();
            double seconds = (System.nanoTime() - begin) / 1e9;
            List<Long> served =
                    IntStream.range(0, CHURN)
                            .mapToObj(i -> watch.servedAt(first + i) - starts[i])
                            .toList();
            System.out.printf(
                    "%2d gateways, %4d routes, %d changes in %d ms: last gateway %s; %.1f statuses"
                            + " written a second; %s%n",
                    size.gateways(),
                    size.routes(),
                    CHURN,
                    took.toMillis(),
                    quantiles(served),
                    (statusWrites() - statuses) / seconds,
                    responses());
        }

        private long statusWrites() {
            Matcher count =
                    Pattern.compile(
                                    "(?m)^apiserver_request_total\\{[^}]*resource=\"gatewaypolicies\""
                                            + "[^}]*subresource=\"status\"[^}]*} (\\d+)")
                            .matcher(fixture.admin.raw("/metrics"));
            return count.results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
        }

        String responses() {
            return watch.responses() + " responses, " + watch.wrong() + " wrong";
        }

        void verify() {
            assertThat(watch.responses()).isPositive();
            assertThat(watch.wrong()).isZero();
        }

        @Override
        public void close() {
            watch.close();
            fixture.close();
        }
    }

    private static String quantiles(List<Long> nanos) {
        return "p50 %d ms, p99 %d ms".formatted(millis(nanos, 50), millis(nanos, 99));
    }

    private static long millis(List<Long> nanos, int percent) {
        List<Long> sorted = nanos.stream().sorted().toList();
        int index = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
        return Duration.ofNanos(sorted.get(index)).toMillis();
    }
}
