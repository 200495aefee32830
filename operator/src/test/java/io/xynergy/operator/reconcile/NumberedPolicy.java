package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * A policy of many routes, of which the first one answers with the number of the change that made
 * it; and the ways to make such a change, in the words that kubectl sends to the API server.
 */
final class NumberedPolicy {

    private static final String NAME = "shop";

    private final KubernetesClient client;
    private final String plural;
    private final String namespace;
    private final int routes;

    NumberedPolicy(KubernetesClient client, String plural, String namespace, int routes) {
        this.client = client;
        this.plural = plural;
        this.namespace = namespace;
        this.routes = routes;
    }

    /** How a change is asked for. */
    enum Way {
        /** A JSON patch of one route. */
        PATCH,
        /** The whole document, by server-side apply. */
        APPLY
    }

    /** The whole document as JSON. */
    String document(String kind, int number) {
        var json =
                new StringBuilder(80 * routes + 400)
                        .append("{\"apiVersion\":\"gateway.xynergy.io/v1alpha1\",\"kind\":\"")
                        .append(kind)
                        .append("\",\"metadata\":{\"name\":\"" + NAME + "\",\"namespace\":\"")
                        .append(namespace)
                        .append("\"},\"spec\":{\"services\":[{\"name\":\"crm\",")
                        .append("\"url\":\"http://127.0.0.1:9\"}],\"routes\":[")
                        .append(
                                "{\"name\":\"numbered\",\"match\":[{\"path\":{\"exact\":\"/number\"}}],")
                        .append("\"redirect\":{\"path\":\"/" + number + "\"}}");
        for (int i = 1; i < routes; i++) {
            json.append(
                    ",{\"name\":\"r%d\",\"match\":[{\"path\":{\"prefix\":\"/r/%d\"}}],\"to\":[{\"service\":\"crm\"}]}"
                            .formatted(i, i));
        }
        return json.append("]}}").toString();
    }

    void create(String kind) {
        send("POST", "application/json", document(kind, 0), uri(""));
    }

    /** Makes a change, and returns when the API server has taken it. */
    void change(Way way, String kind, int number) {
        switch (way) {
            case PATCH ->
                    send(
                            "PATCH",
                            "application/json-patch+json",
                            "[{\"op\":\"replace\",\"path\":\"/spec/routes/0/redirect/path\",\"value\":\"/%d\"}]"
                                    .formatted(number),
                            uri("/" + NAME));
            case APPLY ->
                    send(
                            "PATCH",
                            "application/apply-patch+yaml",
                            document(kind, number),
                            uri("/" + NAME + "?fieldManager=kubectl&force=true"));
        }
    }

    private String uri(String rest) {
        return "apis/gateway.xynergy.io/v1alpha1/namespaces/%s/%s%s"
                .formatted(namespace, plural, rest);
    }

    private void send(String method, String type, String body, String path) {
        URI uri = URI.create(client.getMasterUrl() + path);
        HttpRequest request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(uri)
                        .method(method, type, body)
                        .build();
        try {
            HttpResponse<String> response =
                    client.getHttpClient().sendAsync(request, String.class).get();
            if (response.code() >= 300) {
                throw new AssertionError(
                        String.format(Locale.ROOT, "%d: %s", response.code(), response.body()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
