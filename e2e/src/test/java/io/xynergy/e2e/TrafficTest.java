package io.xynergy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static Traffic to(int port) throws InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + port + "/");
        var wish =
                new Traffic.Wish(url, 100, Duration.ofSeconds(1), List.of("X-Tenant: a"), "X-Mark");
        var begun = new AtomicInteger();
        var traffic = new Traffic(wish, System::nanoTime, begun::incrementAndGet);
        traffic.run();
        assertThat(begun).hasValue(1);
        return traffic;
    }

    @Test
    void countsEachResponseByItsStatusAndItsMark() throws IOException, InterruptedException {
        var served = new AtomicInteger();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext(
                "/",
                exchange -> {
                    boolean old = served.incrementAndGet() <= 40;
                    exchange.getResponseHeaders().add("X-Mark", old ? "old" : "new");
                    boolean known = exchange.getRequestHeaders().containsKey("X-Tenant");
                    exchange.sendResponseHeaders(known ? 200 : 401, -1);
                    exchange.close();
                });
        server.start();
        try {
            Traffic traffic = to(server.getAddress().getPort());
            assertThat(traffic.counts())
                    .containsEntry("200 old", 40L)
                    .containsEntry("200 new", 60L)
                    .doesNotContainKey("401 old")
                    .allSatisfy((response, _) -> assertThat(response).doesNotStartWith("lost"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void endsEarlierWhenItIsTold() throws InterruptedException {
        var wish =
                new Traffic.Wish(
                        URI.create("http://127.0.0.1:1/"), 100, Duration.ofDays(1), List.of(), "");
        var running = new AtomicReference<Traffic>();
        var traffic = new Traffic(wish, System::nanoTime, () -> running.get().end());
        running.set(traffic);
        traffic.run();
        assertThat(traffic.counts()).isNotEmpty();
        Map<String, Long> counts = traffic.counts();
        counts.keySet().removeIf(what -> what.startsWith("delayed: "));
        assertThat(counts.values().stream().mapToLong(n -> n).sum()).isEqualTo(traffic.sent());
    }

    @Test
    void countsWhatIsNotAnswered() throws InterruptedException {
        assertThat(to(1).counts().keySet())
                .allMatch(response ->
                        response.startsWith("lost: ") || response.startsWith("delayed: "))
                .anyMatch(response -> response.startsWith("lost: "));
    }
}
