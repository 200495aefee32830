package io.xynergy.operator.reconcile;

import java.util.function.Supplier;

/** Specs of policies in YAML, indented by two spaces. */
final class Spec {

    private Spec() {}

    /** One route by a prefix to an address of somebody else's. */
    static String route(String prefix) {
        return """
          services: [{name: crm, url: "http://127.0.0.1:9"}]
          routes:
            - name: contacts
              match: [{path: {prefix: /%s}}]
              to: [{service: crm}]
        """
                .formatted(prefix);
    }

    /** A route by each prefix to an address. */
    static String to(String url, String... prefixes) {
        var spec =
                new StringBuilder("  services: [{name: crm, url: \"" + url + "\"}]\n  routes:\n");
        for (String prefix : prefixes) {
            spec.append(
                    "    - {name: r%s, match: [{path: {prefix: /%s}}], to: [{service: crm}]}%n"
                            .formatted(prefix, prefix));
        }
        return spec.toString();
    }

    /** The same with settings of the data plane in YAML's flow style. */
    static String gateway(String settings) {
        return "  gateway: " + settings + "\n" + route("a");
    }

    /** A service that the policy runs, with more settings of it in flow style. */
    static String run(String settings) {
        return """
          services:
            - name: crm
              run: {image: "xynergy/crm:1"%s}
          routes:
            - name: contacts
              match: [{path: {prefix: /a}}]
              to: [{service: crm}]
        """
                .formatted(settings);
    }

    /** So many routes, each with a header of 4000 characters that nothing shortens much. */
    static String large(int routes, Supplier<String> noise) {
        var spec =
                new StringBuilder(
                        "  services: [{name: crm, url: \"http://127.0.0.1:9\"}]\n  routes:\n");
        for (int i = 0; i < routes; i++) {
            spec.append(
                    "    - {name: r%d, match: [{path: {prefix: /r/%d}}], to: [{service: crm}],%n"
                            .formatted(i, i));
            spec.append("       headers: {request: {set: {X-Noise: \"")
                    .append(noise.get())
                    .append("\"}}}}\n");
        }
        return spec.toString();
    }

    /** So many routes, each by a prefix of its own, to an address of somebody else's. */
    static String routes(int number) {
        var spec =
                new StringBuilder(
                        "  services: [{name: crm, url: \"http://127.0.0.1:9\"}]\n  routes:\n");
        for (int i = 0; i < number; i++) {
            spec.append(
                    "    - {name: r%d, match: [{path: {prefix: /r/%d}}], to: [{service: crm}]}%n"
                            .formatted(i, i));
        }
        return spec.toString();
    }
}
