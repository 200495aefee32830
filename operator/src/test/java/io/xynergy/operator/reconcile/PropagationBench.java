package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.PolicyCompilation;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Time from a change of a policy to the last gateway that serves it, while a client asks all the
 * time; not a test of times: it fails only on wrong answers. Run by {@code make bench-propagation}.
 */
class PropagationBench {

    private static final int CHANGES = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest
    @CsvSource({"1, 10", "3, 10", "10, 10", "3, 1000", "10, 1000", "3, 3000"})
    void changeReachesTheLastGateway(int pods, int routes) throws IOException {
        HttpServer upstream = upstream();
        try (var fixture = new OperatorFixture("propagation")) {
            fixture.create("shop", spec(routes, upstream.getAddress().getPort()));
            List<GatewayPod> gateways = fixture.pods("shop", pods);
            fixture.await("shop", Conditions.LIVE, "Live");
            try (var client = new Asking(gateways.getFirst().gateway().port())) {
                List<Long> accepted = new ArrayList<>();
                List<Long> served = new ArrayList<>();
                for (int i = 0; i < CHANGES; i++) {
                    change(fixture, gateways, i, accepted, served);
                }
                print(pods, routes, accepted, served, client);
                assertThat(client.wrong()).isZero();
            }
        } finally {
            upstream.stop(0);
        }
    }

    private static void change(
            OperatorFixture fixture,
            List<GatewayPod> gateways,
            int number,
            List<Long> accepted,
            List<Long> served) {
        long start = System.nanoTime();
        GatewayPolicyResource changed =
                fixture.admin
                        .resources(GatewayPolicyResource.class)
                        .inNamespace(fixture.namespace)
                        .withName("shop")
                        .patch(
                                PatchContext.of(PatchType.JSON),
                                "[{\"op\":\"add\",\"path\":\"/spec/routes/0/timeout\",\"value\":\"%ds\"}]"
                                        .formatted(31 + number));
        accepted.add(System.nanoTime() - start);
        String digest =
                ((CompiledPolicy.Valid) PolicyCompilation.compile(changed, Map.of()))
                        .configuration()
                        .digest();
        Await.until(
                PATIENCE,
                () -> "not served by all",
                () -> gateways.stream().allMatch(pod -> pod.digest().equals(digest)));
        served.add(System.nanoTime() - start);
    }

    private static void print(
            int pods, int routes, List<Long> accepted, List<Long> served, Asking client) {
        System.out.printf(
                "%2d gateways, %4d routes, %d changes: API server p50 %d ms p99 %d ms;"
                        + " last gateway p50 %d ms p99 %d ms; %d answers, %d wrong%n",
                pods,
                routes,
                served.size(),
                millis(accepted, 50),
                millis(accepted, 99),
                millis(served, 50),
                millis(served, 99),
                client.answers(),
                client.wrong());
    }

    private static long millis(List<Long> nanos, int percent) {
        List<Long> sorted = nanos.stream().sorted().toList();
        int index = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
        return Duration.ofNanos(sorted.get(index)).toMillis();
    }

    private static String spec(int routes, int port) {
        return Spec.routes(routes)
                .replace("http://127.0.0.1:9\"", "http://127.0.0.1:" + port + "\"");
    }

    private static HttpServer upstream() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    /** A client that asks one gateway, one request after the other. */
    private static final class Asking implements AutoCloseable {

        private final HttpClient client = HttpClient.newHttpClient();
        private final AtomicLong answers = new AtomicLong();
        private final AtomicLong wrong = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread thread;

        Asking(int port) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/r/0")).build();
            thread = Thread.ofVirtual().start(() -> ask(request));
        }

        private void ask(HttpRequest request) {
            while (!closed.get()) {
                try {
                    int status =
                            client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode();
                    answers.incrementAndGet();
                    wrong.addAndGet(status == 200 ? 0 : 1);
                } catch (IOException _) {
                    wrong.incrementAndGet();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        long answers() {
            return answers.get();
        }

        long wrong() {
            return wrong.get();
        }

        @Override
        public void close() {
            closed.set(true);
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            client.shutdownNow();
        }
    }
}
