package io.xynergy.bench;

import io.xynergy.kit.identity.IdentityBlock;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.ProofCheck;
import io.xynergy.kit.identity.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the proof of a caller costs: a service for each request of a caller whom it knows, a service
 * for the first one, and the gateway once a minute.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProofBenchmark {

    private static final String LINES =
            "X-Xynergy-User: ann@acme.example\r\nX-Xynergy-Tenant: acme\r\nX-Xynergy-Issuer: corp\r\n";

    private final SigningKey key = SigningKey.generate(Instant.EPOCH, new SecureRandom());
    private final PrivateKey signer = key.privateKey();
    private final long expires =
            InstantSource.system().instant().getEpochSecond() + Proof.LIFE_SECONDS;
    private final byte[] text =
            Proof.text(key.id(), expires, LINES.getBytes(StandardCharsets.US_ASCII));
    private final byte[] signature = SigningKey.sign(signer, text);
    private final String proof = new Proof(key.id(), expires, signature).value();
    private final ProofCheck<IdentityBlock> check = check();

    private ProofCheck<IdentityBlock> check() {
        try {
            Path file = Files.createTempFile("keys", ".json");
            Files.writeString(file, KeyDocument.ofPublic(List.of(key.publicPart())));
            return new ProofCheck<>(
                    file, block -> block, InstantSource.system(), System::nanoTime, 256 << 20);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A service, for a request of a caller whom it knows; with texts of its own, as in requests.
     */
    @Benchmark
    public ProofCheck.Result<IdentityBlock> remembered() {
        return check.check(
                block(
                        new String(
                                proof.getBytes(StandardCharsets.US_ASCII),
                                StandardCharsets.US_ASCII)));
    }

    private static IdentityBlock block(String proven) {
        return new IdentityBlock.Builder()
                .add("ann@acme.example")
                .add("acme")
                .add("")
                .add("")
                .add("")
                .add("corp")
                .build(proven);
    }

    /** A service, for the first request with a proof. */
    @Benchmark
    public boolean verified() {
        return key.publicPart().open().hasSigned(text, signature);
    }

    /** The gateway, once a minute for a caller. */
    @Benchmark
    public byte[] signed() {
        return SigningKey.sign(signer, text);
    }
}
