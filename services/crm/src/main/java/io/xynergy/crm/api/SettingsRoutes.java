package io.xynergy.crm.api;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.crm.input.JsonInput;
import io.xynergy.crm.input.ObjectReader;
import io.xynergy.crm.input.Problems;
import io.xynergy.crm.uniqueness.UniqueEmails;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.tenant.Caller;
import java.io.IOException;
import java.util.List;

/** {@code /settings}: what a tenant has chosen. */
final class SettingsRoutes {

    private static final String UNIQUE_EMAIL = "uniqueEmail";
    private static final String EVERYBODY = "*";
    private static final int LONGEST = 4096;

    private final UniqueEmails emails;
    private final MemoryBudget memory;
    private final String role;

    /**
     * Routes.
     *
     * @param role who may change settings; an asterisk: every user of the tenant
     */
    SettingsRoutes(UniqueEmails emails, MemoryBudget memory, String role) {
        this.emails = emails;
        this.memory = memory;
        this.role = role;
    }

    void get(Caller caller, ServerRequest request, ServerResponse response) {
        send(request, response, emails.isOn(caller.tenant()));
    }

    void put(Caller caller, ServerRequest request, ServerResponse response) throws IOException {
        if (!role.equals(EVERYBODY) && !caller.roles().contains(role)) {
            throw new ProblemException(
                    Problem.of(
                            403,
                            "forbidden",
                            "Settings are changed by users with the role %s.".formatted(role)));
        }
        JsonBody.requireType(request, response, JsonBody.JSON);
        boolean unique = read(request);
        if (unique) {
            emails.turnOn(caller);
        } else {
            emails.turnOff(caller);
        }
        send(request, response, unique);
    }

    private boolean read(ServerRequest request) throws IOException {
        try (MemoryBudget.Share share = memory.share()) {
            var problems = new Problems();
            byte[] body = JsonBody.read(request, share, LONGEST);
            var settings = new ObjectReader(JsonInput.object(body), "", problems);
            settings.knowsOnly(List.of(UNIQUE_EMAIL));
            boolean unique = settings.truth(UNIQUE_EMAIL);
            problems.check();
            return unique;
        }
    }

    private static void send(ServerRequest request, ServerResponse response, boolean unique) {
        JsonResponse.send(
                request,
                response,
                JsonResponse.bytes(json -> {
                    json.writeStartObject();
                    json.writeBooleanField(UNIQUE_EMAIL, unique);
                    json.writeEndObject();
                }));
    }
}
