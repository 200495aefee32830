package io.xynergy.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import redis.embedded.RedisSentinel;

/** A sentinel of a test's own, which replaces its master soon after that has gone. */
public final class TestSentinel implements AutoCloseable {

    /** How it calls the master. */
    public static final String MASTER = "main";

    private final int port;
    private final RedisSentinel sentinel;

    private TestSentinel(int port, RedisSentinel sentinel) {
        this.port = port;
        this.sentinel = sentinel;
    }

    /** Starts one that watches a master. */
    public static TestSentinel start(TestRedis master) {
        try {
            int port = TestRedis.freePort();
            RedisSentinel sentinel =
                    RedisSentinel.newRedisSentinel()
                            .bind("127.0.0.1")
                            .port(port)
                            .masterName(MASTER)
                            .masterPort(master.port())
                            .quorumSize(1)
                            .downAfterMilliseconds(500)
                            .failOverTimeout(2000)
                            .parallelSyncs(1)
                            .build();
            sentinel.start();
            return new TestSentinel(port, sentinel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it could make a server the master. */
    public boolean knowsReplica(TestRedis replica) {
        return TestRedis.command(port, "SENTINEL REPLICAS " + MASTER)
                .contains("\r\n" + replica.port() + "\r\n");
    }

    public String uri() {
        return "redis-sentinel://127.0.0.1:" + port + "#" + MASTER;
    }

    @Override
    public void close() {
        try {
            sentinel.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
