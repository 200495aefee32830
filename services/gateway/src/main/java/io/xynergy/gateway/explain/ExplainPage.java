package io.xynergy.gateway.explain;

import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.kit.admin.AdminRequest;
import io.xynergy.kit.admin.AdminResponse;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.DocumentReader.JsonResult;
import io.xynergy.policy.document.Problems;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * {@code POST /explain}: what would become of a request now, by the configuration in force.
 *
 * <p>It is for clients on this machine alone, as it shows what the policy tells upstreams, and
 * whether a credential is good, though no more of that than the traffic port.
 */
public final class ExplainPage {

    /** Of a question. */
    static final int MOST_BYTES = 64 * 1024;

    /** Explanations at once; the next one is told to come again. */
    static final int MOST_AT_ONCE = 2;

    private static final Pattern LOCALHOST = Pattern.compile("localhost(:[0-9]{1,5})?");

    private static final DocumentBounds BOUNDS = new DocumentBounds(MOST_BYTES, 4_000);

    private final Explainer explainer;
    private final Supplier<Snapshot> current;
    private final ToIntFunction<Boolean> ports;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    private ExplainPage(
            Explainer explainer, Supplier<Snapshot> current, ToIntFunction<Boolean> ports) {
        this.explainer = explainer;
        this.current = current;
        this.ports = ports;
    }

    /**
     * The route.
     *
     * @param ports the port for requests by TLS, and for others
     */
    public static AdminRoute route(
            Explainer explainer, Supplier<Snapshot> current, ToIntFunction<Boolean> ports) {
        var page = new ExplainPage(explainer, current, ports);
        return new AdminRoute("POST", "/explain", page::respond);
    }

    private AdminResponse respond(AdminRequest request) {
        if (!request.isLocal() || !isAskedByItself(request)) {
            throw new ProblemException(
                    Problem.of(
                            403,
                            "forbidden",
                            "Only this machine is told, by a Host such as localhost and no page of"
                                    + " another origin; kubectl port-forward leads to it."));
        }
        // A page of another site can send it only with leave, which nobody gives it.
        if (!isOf(request, "Content-Type", ExplainPage::isJson) || request.isPacked()) {
            throw new ProblemException(
                    Problem.of(
                            415,
                            "unsupported_media_type",
                            "A question is application/json, not packed."));
        }
        byte[] body = request.body(); // who sends it slowly keeps no place
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    Problem.passing(503, "overloaded", "Other requests are being explained."));
        }
        try {
            return respond(request, question(body));
        } finally {
            places.release();
        }
    }

    /** A page whose name was made to lead here (DNS rebinding) asks by that name. */
    private static boolean isAskedByItself(AdminRequest request) {
        String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
        String origin = "http://" + host;
        return isLoopback(host)
                && request.header("Origin").map(origin::equalsIgnoreCase).orElse(true);
    }

    private static boolean isLoopback(String host) {
        InetAddress address = AddressText.ofNode(host);
        return address == null ? LOCALHOST.matcher(host).matches() : address.isLoopbackAddress();
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().equals("application/json");
    }

    private static boolean isOf(AdminRequest request, String header, Predicate<String> accepted) {
        return request.header(header)
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .filter(accepted)
                .isPresent();
    }

    private AdminResponse respond(AdminRequest request, Question question) {
        try {
            Explanation explanation =
                    explainer.explain(
                            question, current.get(), ports.applyAsInt(question.isSecure()));
            return isOf(request, "Accept", type -> type.startsWith("text/plain"))
                    ? AdminResponse.text(
                            200, "text/plain; charset=utf-8", ExplanationText.of(explanation))
                    : AdminResponse.json(200, ExplanationJson.of(explanation));
        } catch (Question.UnsendableException e) {
            throw new ProblemException(
                    Problem.of(400, "bad_request", String.valueOf(e.getMessage()) + "."));
        }
    }

    private static Question question(byte[] json) {
        if (json.length > MOST_BYTES) {
            throw new ProblemException(
                    Problem.of(
                            413,
                            "payload_too_large",
                            "A question has " + MOST_BYTES + " bytes at most."));
        }
        var problems = new Problems();
        return switch (DocumentReader.bindJson(json, Question.class, BOUNDS, problems)) {
            case JsonResult.NotJson<Question> not -> throw refused(List.of(not.error()));
            case JsonResult.Read<Question> read -> {
                Question found = read.value();
                if (found == null || !problems.isEmpty()) {
                    throw refused(problems.errors());
                }
                yield found;
            }
        };
    }

    private static ProblemException refused(List<PolicyError> errors) {
        return new ProblemException(
                Problem.of(
                        400,
                        "bad_request",
                        "The question is not valid.",
                        errors.stream()
                                .map(error -> new Problem.Detail(error.path(), error.message()))
                                .toList()));
    }
}
