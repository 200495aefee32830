package io.xynergy.kit.tenant;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.identity.IdentityBlock;
import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.ProofCheck;
import io.xynergy.kit.identity.ProofFault;
import io.xynergy.kit.metrics.Meters;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, for each request before the service sees it. */
public final class Callers {

    private static final Logger LOG = System.getLogger(Callers.class.getName());

    private static final HeaderName PROOF = HeaderNames.create(Proof.HEADER);

    private static final List<HeaderName> SIGNED =
            Proof.SIGNED.stream().map(HeaderNames::create).toList();

    private final @Nullable ProofCheck<Identity> check;

    private Callers(@Nullable ProofCheck<Identity> check) {
        this.check = check;
    }

    /**
     * Believes what the settings say.
     *
     * @throws IOException if the keys cannot be read; the message says why
     */
    public static Callers of(
            IdentitySettings settings, InstantSource clock, LongSupplier nanos, Meters meters)
            throws IOException {
        Path keys = settings.keys();
        if (settings.check() == IdentitySettings.Check.OFF || keys == null) {
            LOG.log(
                    Level.WARNING,
                    "IDENTITY_CHECK is off: whoever reaches this service is whom it likes");
            return new Callers(null);
        }
        long heap = Runtime.getRuntime().maxMemory();
        ProofCheck<Identity> check;
        try {
            check = new ProofCheck<>(keys, CallerHeaders::read, clock, nanos, heap);
        } catch (IOException e) {
            throw new IOException("IDENTITY_KEYS: " + e.getMessage(), e);
        }
        check.publish(meters);
        return new Callers(check);
    }

    /** Shows whether callers are proven, and with which keys. */
    public void addTo(HealthChecks health) {
        health.addDependency("identity keys", false, this::health);
    }

    private CheckResult health() {
        return check == null ? CheckResult.degraded("IDENTITY_CHECK is off") : check.health();
    }

    /**
     * The caller of a request, which the frame of the service has found out.
     *
     * @throws io.xynergy.kit.error.ProblemException 401 without a user whom the gateway proved, 403
     *     without a tenant
     */
    public static Caller require(ServerRequest request) {
        return request.context()
                .get(Identity.class)
                .orElseThrow(() -> new IllegalStateException("no frame of a service around"))
                .require();
    }

    /** What the headers say of the caller, if that is proven. */
    public Identity identify(ServerRequestHeaders headers) {
        if (check == null) {
            return fault(headers) == null
                    ? CallerHeaders.read(block(headers, ""))
                    : Identity.UNCLEAR;
        }
        boolean hasProof = headers.contains(PROOF);
        if (!hasProof && SIGNED.stream().noneMatch(headers::contains)) {
            return Identity.NOBODY;
        }
        ProofFault fault = hasProof ? fault(headers) : ProofFault.MISSING;
        ProofCheck.Result<Identity> result =
                fault == null
                        ? check.check(block(headers, headers.get(PROOF).get()))
                        : check.refuse(fault);
        return switch (result) {
            case ProofCheck.Result.Proven<Identity>(var identity) -> identity;
            case ProofCheck.Result.Refused<Identity> _ -> Identity.UNPROVEN;
        };
    }

    /** What makes headers unclear before any of them is looked at. */
    private static @Nullable ProofFault fault(ServerRequestHeaders headers) {
        if (headers.contains(PROOF) && headers.get(PROOF).valueCount() > 1) {
            return ProofFault.REPEATED;
        }
        for (HeaderName name : SIGNED) {
            if (headers.contains(name)) {
                Header header = headers.get(name);
                if (header.valueCount() > 1) {
                    return ProofFault.REPEATED;
                }
                if (header.get().isEmpty()) {
                    return ProofFault.MALFORMED;
                }
            }
        }
        return null;
    }

    private static IdentityBlock block(ServerRequestHeaders headers, String proof) {
        var block = new IdentityBlock.Builder();
        for (HeaderName name : SIGNED) {
            block.add(headers.contains(name) ? headers.get(name).get() : "");
        }
        return block.build(proof);
    }
}
