package io.xynergy.gateway.testing;

import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A gateway that sends every path to one upstream, for all tests of a class; JUnit closes it after
 * the last of them.
 */
public final class SharedGateway implements AutoCloseable {

    private final Lanes.Choice carrier;
    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    private SharedGateway(Lanes.Choice carrier) throws IOException {
        this.carrier = carrier;
        this.upstream = FakeUpstream.start();
        this.gateway = GatewayFixture.start(carrier, upstream);
    }

    /** Starts one on each carrier, the second when the first is closed. */
    static final class OnEachCarrier implements ArgumentsProvider {

        @Override
        public Stream<Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return Stream.of(Lanes.Choice.CORE, Lanes.Choice.THREAD)
                    .map(carrier -> Arguments.of(start(carrier)));
        }

        private static SharedGateway start(Lanes.Choice carrier) {
            try {
                return new SharedGateway(carrier);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends what the last test left behind. */
    public void reset() throws IOException {
        gateway.reset();
    }

    public GatewayFixture gateway() {
        return gateway;
    }

    public FakeUpstream upstream() {
        return upstream;
    }

    /** What carries it. */
    public Lanes.Choice carrier() {
        return carrier;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
    }

    /** The carrier, as the name of the tests on it. */
    @Override
    public String toString() {
        return carrier.name();
    }
}
