package io.xynergy.gateway.delivery;

import io.xynergy.gateway.config.Candidate;
import io.xynergy.gateway.config.ConfigFolder;
import io.xynergy.gateway.config.Gunzip;
import io.xynergy.gateway.config.Origin;
import io.xynergy.gateway.config.Revisions;
import io.xynergy.gateway.config.Verdict;
import io.xynergy.gateway.config.Version;
import io.xynergy.gateway.observe.Tally;
import io.xynergy.kit.admin.AdminRequest;
import io.xynergy.kit.admin.AdminResponse;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A {@code PUT} that only the holder of the delivery key can make: size, signature, headers and
 * digest are looked at in this order, then the document is taken or refused as a whole.
 */
final class SignedPut implements AdminRoute.Handler {

    private static final Pattern SIGNATURE = Pattern.compile("v1=([0-9a-f]{64})");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final String path;
    private final Bounds bounds;
    private final DeliveryKey key;
    private final Tally<DeliveryResult> results;
    private final Function<Candidate, Verdict> take;
    private final Semaphore taking = new Semaphore(1, true);

    /**
     * What is done at the same time.
     *
     * @param bodies permits to have one in memory; of one after the other the document is taken
     * @param patience how long others wait
     */
    record Bounds(Semaphore bodies, Duration patience) {}

    /**
     * A route.
     *
     * @param take decides about a document whose sender and digest are right
     */
    SignedPut(
            String path,
            DeliveryKey key,
            Bounds bounds,
            Tally<DeliveryResult> results,
            Function<Candidate, Verdict> take) {
        this.path = path;
        this.key = key;
        this.bounds = bounds;
        this.results = results;
        this.take = take;
    }

    AdminRoute route() {
        return AdminRoute.put(path, this);
    }

    @Override
    public AdminResponse respond(AdminRequest request) throws InterruptedException {
        var signature = SIGNATURE.matcher(header(request, "X-Xynergy-Signature"));
        if (!signature.matches()) {
            throw refused(DeliveryResult.UNSIGNED, 401, "unsigned", "There is no signature.");
        }
        byte[] mac = HexFormat.of().parseHex(signature.group(1));
        enter(bounds.bodies());
        try {
            byte[] sent = body(request);
            String revision = header(request, "X-Xynergy-Revision");
            String digest = header(request, "X-Xynergy-Digest");
            String text =
                    "PUT\n%s\n%s\n%s\n%s\n"
                            .formatted(path, revision, digest, Policies.digest(sent));
            if (!key.hasSigned(text.getBytes(StandardCharsets.ISO_8859_1), mac)) {
                throw refused(
                        DeliveryResult.WRONG_SIGNATURE,
                        401,
                        "wrong_signature",
                        "The signature is not of this request by the delivery key.");
            }
            return take(candidate(request, sent, revision, digest));
        } finally {
            bounds.bodies().release();
        }
    }

    private void enter(Semaphore bound) throws InterruptedException {
        if (!bound.tryAcquire(bounds.patience().toMillis(), TimeUnit.MILLISECONDS)) {
            results.count(DeliveryResult.BUSY);
            throw new ProblemException(
                    Problem.passing(503, "busy", "Other deliveries are being taken."));
        }
    }

    private byte[] body(AdminRequest request) {
        try {
            return request.body();
        } catch (ProblemException e) {
            boolean large = e.problem().status() == 413;
            results.count(large ? DeliveryResult.TOO_LARGE : DeliveryResult.INCOMPLETE);
            throw e;
        } catch (UncheckedIOException e) {
            results.count(DeliveryResult.INCOMPLETE);
            throw e;
        }
    }

    private Candidate candidate(AdminRequest request, byte[] sent, String revision, String digest) {
        OptionalLong number = Revisions.parse(revision);
        if (number.isEmpty()) {
            throw malformed("X-Xynergy-Revision: expected " + Revisions.EXPECTED + ".");
        }
        if (!DIGEST.matcher(digest).matches()) {
            throw malformed("X-Xynergy-Digest: expected a SHA-256 in lower-case hex.");
        }
        byte[] document = unpack(request, sent);
        String actual = Policies.digest(document);
        if (!actual.equals(digest)) {
            throw refused(
                    DeliveryResult.WRONG_DIGEST,
                    400,
                    "wrong_digest",
                    "The document's digest is " + actual + ".");
        }
        return new Candidate(document, digest, number.getAsLong(), Origin.DELIVERED);
    }

    private byte[] unpack(AdminRequest request, byte[] sent) {
        if (!request.isPacked()) {
            return bounded(sent);
        }
        try {
            return Gunzip.unpack(sent, ConfigFolder.MOST_BYTES);
        } catch (Gunzip.TooLargeException e) {
            throw tooLarge(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw malformed("The body is no gzip: " + e.getMessage() + ".");
        }
    }

    private byte[] bounded(byte[] document) {
        if (document.length > ConfigFolder.MOST_BYTES) {
            throw tooLarge("more than " + ConfigFolder.MOST_BYTES + " bytes");
        }
        return document;
    }

    private ProblemException tooLarge(String what) {
        return refused(DeliveryResult.TOO_LARGE, 413, "too_large", "The body has " + what + ".");
    }

    private AdminResponse take(Candidate candidate) throws InterruptedException {
        enter(taking);
        try {
            return switch (take.apply(candidate)) {
                case Verdict.Accepted accepted -> {
                    results.count(DeliveryResult.TAKEN);
                    yield respond(200, accepted.inForce());
                }
                case Verdict.Outdated outdated -> {
                    results.count(DeliveryResult.OUTDATED);
                    yield respond(409, outdated.inForce());
                }
                case Verdict.Unreadable unreadable ->
                        throw malformed(unreadable.error().toString() + ".");
                case Verdict.Refused refused -> {
                    results.count(DeliveryResult.REFUSED);
                    yield respond(refused);
                }
            };
        } finally {
            taking.release();
        }
    }

    private static AdminResponse respond(int status, Version inForce) {
        var json = new JsonWriter().openObject();
        write(inForce, json);
        return AdminResponse.json(status, json.closeObject().toBytes());
    }

    private static AdminResponse respond(Verdict.Refused refused) {
        var json = new JsonWriter().openObject().name("errors").openArray();
        for (PolicyError error : refused.errors()) {
            json.openObject()
                    .member("path", error.path())
                    .member("message", error.message())
                    .closeObject();
        }
        json.closeArray();
        Version inForce = refused.inForce();
        if (inForce != null) {
            write(inForce, json);
        }
        return AdminResponse.json(422, json.closeObject().toBytes());
    }

    private static void write(Version inForce, JsonWriter json) {
        json.member("digest", inForce.digest());
        json.member("revision", inForce.revision());
        json.member("since", inForce.since().toString());
    }

    private static String header(AdminRequest request, String name) {
        return request.header(name).orElse("");
    }

    private ProblemException malformed(String message) {
        return refused(DeliveryResult.MALFORMED, 400, "malformed", message);
    }

    private ProblemException refused(
            DeliveryResult result, int status, String code, String message) {
        results.count(result);
        return new ProblemException(Problem.of(status, code, message));
    }
}
