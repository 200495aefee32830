package io.xynergy.crm.api;

import io.helidon.webserver.http.ServerRequest;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.util.UUID;
import java.util.regex.Pattern;

/** What the paths of requests name. */
final class Requests {

    private static final Pattern ID =
            Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private Requests() {}

    /**
     * The id in the path.
     *
     * @throws ProblemException 404 for what cannot be one
     */
    static UUID id(ServerRequest request) {
        String id = request.path().pathParameters().get("id");
        if (!ID.matcher(id).matches()) {
            throw noContact();
        }
        return UUID.fromString(id);
    }

    static ProblemException noContact() {
        return new ProblemException(
                Problem.of(404, "contact_not_found", "There is no such contact."));
    }
}
