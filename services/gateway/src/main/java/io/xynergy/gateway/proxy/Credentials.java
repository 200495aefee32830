package io.xynergy.gateway.proxy;

import io.xynergy.gateway.auth.ApiKeys;
import io.xynergy.gateway.auth.RouteAccess;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;

/**
 * Which credentials end at the gateway: those that it looks at, and its own API keys everywhere.
 */
final class Credentials {

    private Credentials() {}

    /** The {@link FieldName} bits of the fields that an upstream does not get. */
    static long dropped(Exchange exchange) {
        Fields fields = exchange.head().fields();
        RouteAccess access = exchange.access();
        long dropped = 0;
        if (access.isChecked() || has(fields, FieldName.AUTHORIZATION)) {
            dropped |= FieldName.mask(FieldName.AUTHORIZATION);
        }
        if (access.takesKeys() || has(fields, FieldName.X_API_KEY)) {
            dropped |= FieldName.mask(FieldName.X_API_KEY);
        }
        return dropped;
    }

    /** Whether an API key of the gateway's stands anywhere in a field. */
    private static boolean has(Fields fields, int name) {
        for (int i = fields.find(name); i >= 0; i = fields.find(name, i + 1)) {
            if (ApiKeys.isIn(fields.bytes(), fields.valueStart(i), fields.valueEnd(i))) {
                return true;
            }
        }
        return false;
    }
}
