package io.xynergy.kit.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What makes connections, to whatever kind of Redis there is. */
final class RedisLink implements AutoCloseable {

    /** A command is a microsecond of work; one thread may wait for a TLS handshake meanwhile. */
    private static final int THREADS = 2;

    /** A failover is noticed by an error sooner; this finds replicas that came without one. */
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final RedisAddress address;
    private final ClientResources resources;
    private final AbstractRedisClient client;

    /** A connection with its commands, of which a Cluster has the same as a server. */
    record Connected(
            StatefulConnection<String, String> connection,
            RedisClusterAsyncCommands<String, String> commands) {}

    RedisLink(RedisSettings settings) {
        address = RedisAddress.parse(settings.uri().text(), settings.timeout());
        resources =
                DefaultClientResources.builder()
                        .ioThreadPoolSize(THREADS)
                        .computationThreadPoolSize(THREADS)
                        // netty's own resolver leaves a socket open when it is closed
                        .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                        .nettyCustomizer(new SmallBuffers())
                        .build();
        client = address.isCluster() ? cluster(settings) : server(settings);
    }

    /** Netty's pool would keep megabytes for each thread, for commands of a hundred bytes. */
    private static final class SmallBuffers implements NettyCustomizer {
        @Override
        public void afterBootstrapInitialized(Bootstrap bootstrap) {
            bootstrap.option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false));
        }
    }

    private RedisClient server(RedisSettings settings) {
        RedisClient made = RedisClient.create(resources);
        made.setOptions(
                configured(ClientOptions.builder(), settings)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build());
        return made;
    }

    /**
     * Connections to its servers are made by the first command, so that commands cannot be rejected
     * without one; they wait, up to the timeout and the size of the queue.
     */
    private RedisClusterClient cluster(RedisSettings settings) {
        RedisClusterClient made = RedisClusterClient.create(resources, address.uris());
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        configured(options, settings);
        options.topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                        .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                        .enablePeriodicRefresh(REFRESH)
                        .build());
        made.setOptions(options.build());
        return made;
    }

    private static ClientOptions.Builder configured(
            ClientOptions.Builder options, RedisSettings settings) {
        return options.requestQueueSize(settings.waiting())
                .socketOptions(
                        SocketOptions.builder()
                                .connectTimeout(settings.timeout())
                                .tcpNoDelay(true)
                                .keepAlive(true)
                                .build())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()));
    }

    /** Makes a connection; blocks for as long as the timeouts allow. */
    Connected connect() {
        return switch (client) {
            case RedisClusterClient cluster -> {
                StatefulRedisClusterConnection<String, String> made =
                        cluster.connect(StringCodec.UTF8);
                yield new Connected(made, made.async());
            }
            case RedisClient server -> {
                StatefulRedisConnection<String, String> made =
                        server.connect(StringCodec.UTF8, address.uris().getFirst());
                yield new Connected(made, made.async());
            }
            default -> throw new IllegalStateException(client.getClass().getName());
        };
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        var _ =
                resources
                        .shutdown(0, 1, TimeUnit.SECONDS)
                        .awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
