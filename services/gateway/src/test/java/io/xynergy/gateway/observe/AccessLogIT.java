package io.xynergy.gateway.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.observe.AccessLogMode.All;
import io.xynergy.gateway.observe.AccessLogMode.Errors;
import io.xynergy.gateway.observe.AccessLogMode.Off;
import io.xynergy.gateway.observe.AccessLogMode.Sampled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogIT {

    private static final byte[] PATH = "/some/path".getBytes(UTF_8);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void closingWritesWhatIsThere() {
        AccessLog log = AccessLog.to(new All(), out);
        AccessLog.Shard first = log.shard();
        AccessLog.Shard second = log.shard();
        first.append(entry(200));
        second.append(entry(201));
        first.append(entry(202));

        log.close();

        assertThat(lines()).hasSize(3).allMatch(line -> line.endsWith("}"));
        assertThat(log.dropped()).isZero();
    }

    @Test
    void onMoreCoresThanShardsEachLineIsWritten() {
        AccessLog log = AccessLog.to(new All(), out);
        for (int core = 0; core < 100; core++) {
            log.shard().append(entry(200 + core));
        }

        log.close();

        assertThat(lines()).hasSize(100).doesNotHaveDuplicates();
        assertThat(log.dropped()).isZero();
    }

    @Test
    void coresBeyondTheShardsShareThemEvenly() {
        try (AccessLog log = AccessLog.to(new All(), out)) {
            var uses = new IdentityHashMap<AccessLog.Shard, Integer>();
            for (int core = 0; core < 96; core++) {
                uses.merge(log.shard(), 1, Integer::sum);
            }

            assertThat(uses).hasSize(32);
            assertThat(uses.values()).containsOnly(3);
        }
    }

    @Test
    void aLineShowsUpWithoutMoreRequests() throws InterruptedException {
        var written = new CountDownLatch(1);
        OutputStream watched =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        written.countDown();
                    }
                };
        try (AccessLog log = AccessLog.to(new All(), watched)) {
            log.shard().append(entry(200));

            assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void linesOfManyThreadsOnOneShardStayWhole() throws InterruptedException {
        AccessLog log = AccessLog.to(new All(), out);
        AccessLog.Shard shard = log.shard();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 50; i++) {
            int status = 200 + i;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                var entry = entry(status);
                                for (int n = 0; n < 100; n++) {
                                    shard.append(entry);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();

        assertThat(lines().size() + log.dropped()).isEqualTo(5_000);
        assertThat(lines())
                .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("Micros\":5}"));
    }

    @Test
    void anOutputThatHangsCostsLinesAndNothingElse() throws InterruptedException {
        var writing = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        OutputStream hanging =
                new OutputStream() {
                    @Override
                    public void write(byte[] bytes, int start, int length) {
                        writing.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        out.write(bytes, start, length);
                    }

                    @Override
                    public void write(int b) {
                        throw new AssertionError("a batch is one write");
                    }
                };
        AccessLog log = AccessLog.withBatches(new All(), hanging, 3);
        AccessLog.Shard shard = log.shard();
        for (int i = 0; i < 10_000; i++) {
            shard.append(entry(200));
        }
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log.dropped()).isPositive();

        release.countDown();
        log.close();

        assertThat(lines().size() + log.dropped()).isEqualTo(10_000);
        assertThat(out.size()).isBetween(32 << 10, 3 * (32 << 10));
    }

    @Test
    void anOutputThatFailsIsCountedAndTriedAgain() {
        var broken = new AtomicBoolean(true);
        var failed = new CountDownLatch(1);
        OutputStream failing =
                new OutputStream() {
                    @Override
                    public void write(byte[] bytes, int start, int length) throws IOException {
                        if (broken.get()) {
                            failed.countDown();
                            throw new IOException("No space left on device");
                        }
                        out.write(bytes, start, length);
                    }

                    @Override
                    public void write(int b) {
                        throw new AssertionError("a batch is one write");
                    }
                };
        AccessLog log = AccessLog.to(new All(), failing);
        AccessLog.Shard shard = log.shard();
        shard.append(entry(200));
        shard.append(entry(200));
        await(failed);
        broken.set(false);
        shard.append(entry(201));
        log.close();

        assertThat(lines()).singleElement().asString().contains("\"status\":201");
        assertThat(log.dropped()).isEqualTo(2);
    }

    @Test
    void linesAfterTheEndAreCounted() {
        AccessLog log = AccessLog.to(new All(), out);
        AccessLog.Shard shard = log.shard();
        log.close();
        log.close();

        shard.append(entry(200));

        assertThat(lines()).isEmpty();
        assertThat(log.dropped()).isEqualTo(1);
    }

    @Test
    void modesDecideWhatIsWritten() {
        AccessLog log = AccessLog.to(new Errors(), out);
        AccessLog.Shard shard = log.shard();
        shard.append(entry(200));
        shard.append(entry(399));
        shard.append(entry(400));
        shard.append(entry(0).failure(LogText.of("client_gone")));
        log.mode(new Off());
        shard.append(entry(500));
        log.mode(new All());
        shard.append(entry(201));
        log.close();

        assertThat(lines()).hasSize(3);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void samplingKeepsAShareAndAllThatBroke() {
        AccessLog log = AccessLog.to(new Sampled(0.25), out);
        AccessLog.Shard shard = log.shard();
        for (int i = 0; i < 8_000; i++) {
            shard.append(entry(200));
        }
        for (int i = 0; i < 10; i++) {
            shard.append(entry(502));
        }
        log.mode(new Sampled(0));
        shard.append(entry(200));
        log.mode(new Sampled(1));
        shard.append(entry(299));
        log.close();

        assertThat(lines().stream().filter(line -> line.contains("\"status\":502"))).hasSize(10);
        assertThat(lines().stream().filter(line -> line.contains("\"status\":299"))).hasSize(1);
        assertThat(lines().size() - 11).isBetween(1_600, 2_400);
    }

    @Test
    void aRateIsAShare() {
        assertThatThrownBy(() -> new Sampled(1.5))
                .hasMessage("access log rate 1.5: expected 0 to 1");
        assertThatThrownBy(() -> new Sampled(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void aFileIsContinued(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        Files.writeString(file, "before\n");
        try (AccessLog log = AccessLog.toFile(new All(), file)) {
            log.shard().append(entry(200));
        }

        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("before"),
                        line -> assertThat(line).contains("\"status\":200"));
        assertThatThrownBy(() -> AccessLog.toFile(new All(), folder.resolve("no/such.log")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no/such.log");
    }

    @Test
    void closingEndsItsThread() {
        AccessLog log = AccessLog.to(new All(), out);
        assertThat(writers()).isPositive();
        long before = writers();

        log.close();

        assertThat(writers()).isEqualTo(before - 1);
    }

    private static long writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("access-log"))
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static AccessEntry entry(int status) {
        return new AccessEntry().path(PATH, 0, PATH.length).status(status).duration(5);
    }

    private List<String> lines() {
        return out.toString(UTF_8).lines().toList();
    }
}
