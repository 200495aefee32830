package io.xynergy.kit.identity;

import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Checks that the gateway made an identity. A block that was verified lately costs one look-up
 * until its proof ends or the keys change; another one the check of a signature.
 *
 * @param <T> what a believed block is read as, once
 */
public final class ProofCheck<T> {

    private static final Logger LOG = System.getLogger(ProofCheck.class.getName());

    /** Of the heap for blocks that were verified lately: one part of so many. */
    private static final int HEAP_SHARE = 64;

    private static final long LEAST_BYTES = 256 << 10;
    private static final long MOST_BYTES = 16 << 20;

    /**
     * From now to the end of a proof that was just made by a clock that is ahead, with its skew.
     */
    private static final long LONGEST_MILLIS =
            TimeUnit.SECONDS.toMillis(Proof.LIFE_SECONDS + 2 * Proof.SKEW_SECONDS);

    private final PublicKeys keys;
    private final Function<IdentityBlock, T> reader;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RecentBlocks<Believed<T>> recent;
    private final LongAdder verified = new LongAdder();
    private final LongAdder remembered = new LongAdder();
    private final Map<ProofFault, LongAdder> refused = new EnumMap<>(ProofFault.class);

    /** A block that was believed, with the keys of that time. */
    private record Believed<T>(T value, long endsMillis, PublicKeys.Known keys) {}

    /**
     * What became of a block.
     *
     * @param <T> what a believed block is read as
     */
    public sealed interface Result<T> {

        /** The gateway made it. */
        record Proven<T>(T value) implements Result<T> {}

        /** It is not to be believed. */
        record Refused<T>(ProofFault fault) implements Result<T> {}
    }

    /**
     * A check with the keys of a file or folder.
     *
     * @param heap bytes that the process may use
     * @throws IOException if the keys cannot be read; the message says why
     */
    public ProofCheck(
            Path path,
            Function<IdentityBlock, T> reader,
            InstantSource clock,
            LongSupplier nanos,
            long heap)
            throws IOException {
        this.keys = PublicKeys.open(path, nanos);
        this.reader = reader;
        this.clock = clock;
        this.nanos = nanos;
        this.recent =
                new RecentBlocks<>(
                        Math.clamp(heap / HEAP_SHARE, LEAST_BYTES, MOST_BYTES),
                        TimeUnit.SECONDS.toNanos(Proof.LIFE_SECONDS + Proof.SKEW_SECONDS),
                        nanos.getAsLong());
        for (ProofFault fault : ProofFault.values()) {
            refused.put(fault, new LongAdder());
        }
        LOG.log(
                Level.INFO,
                "callers have to be proven by the gateway''s keys {0} of {1}",
                keys.current().names(),
                path);
    }

    /** Publishes what is counted. */
    public void publish(Meters meters) {
        String name = "xynergy_service_identity_proofs_total";
        String help = "Identities that the gateway was found to have made, or not";
        meters.counter(name, help, Labels.of("result", "verified"), verified::sum);
        meters.counter(name, help, Labels.of("result", "remembered"), remembered::sum);
        refused.forEach((fault, adder) ->
                meters.counter(
                        "xynergy_service_identity_refused_total",
                        "Identities that were not believed, by reason",
                        Labels.of("reason", fault.name().toLowerCase(Locale.ROOT)),
                        adder::sum));
        meters.gauge(
                "xynergy_service_identity_remembered_bytes",
                "Memory of the identities that were verified lately",
                Labels.none(),
                recent::bytes);
    }

    /** Whether the keys can be read. */
    public CheckResult health() {
        return keys.check();
    }

    /** Counts an identity that is refused for what its headers are. */
    public Result<T> refuse(ProofFault fault) {
        LongAdder adder = refused.get(fault);
        if (adder != null) {
            adder.increment();
        }
        return new Result.Refused<>(fault);
    }

    /** Checks a block. */
    public Result<T> check(IdentityBlock block) {
        PublicKeys.Known current = keys.current();
        Believed<T> known = recent.get(block, nanos.getAsLong());
        if (known != null && known.keys() == current) {
            if (clock.millis() >= known.endsMillis()) {
                recent.forget(block);
                return refuse(ProofFault.EXPIRED);
            }
            remembered.increment();
            return new Result.Proven<>(known.value());
        }
        return switch (Proof.read(block.proof())) {
            case ProofFault fault -> refuse(fault);
            case Proof proof -> verify(proof, block, current);
        };
    }

    private Result<T> verify(Proof proof, IdentityBlock block, PublicKeys.Known current) {
        long now = clock.millis();
        long ends = TimeUnit.SECONDS.toMillis(proof.expiresSeconds() + Proof.SKEW_SECONDS);
        if (now >= ends) {
            return refuse(ProofFault.EXPIRED);
        }
        if (ends > now + LONGEST_MILLIS) {
            return refuse(ProofFault.FUTURE);
        }
        byte[] lines = block.lines();
        if (lines == null) {
            return refuse(ProofFault.MALFORMED);
        }
        PublicKeys.Known known = current.find(proof.keyId()) == null ? keys.lookedFor() : current;
        PublicKeyEntry.Verifier key = known.find(proof.keyId());
        if (key == null) {
            return refuse(ProofFault.KEY);
        }
        byte[] text = Proof.text(proof.keyId(), proof.expiresSeconds(), lines);
        if (!key.hasSigned(text, proof.signature())) {
            return refuse(ProofFault.SIGNATURE);
        }
        T value = reader.apply(block);
        recent.put(block, new Believed<>(value, ends, known), nanos.getAsLong());
        verified.increment();
        return new Result.Proven<>(value);
    }
}
