package io.xynergy.gateway;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Says where services run that somebody on this machine starts and stops, so that a policy need not
 * know: it names services in the same way everywhere, and its digest is the same everywhere.
 *
 * <p>It is asked when a configuration comes into force, every few seconds, and by {@link
 * Gateway#endpointsChanged}, by several threads. It answers at once, without blocking.
 */
@FunctionalInterface
public interface Endpoints {

    /**
     * Where a service of the policy can be reached.
     *
     * @param service its name in the policy
     * @return empty: by the names in its {@code url}, or its own name, as a name server knows them;
     *     a list: at these resolved addresses and nowhere else; an empty list: nowhere now, and
     *     requests are answered 503 {@code no_endpoint}
     */
    Optional<List<InetSocketAddress>> of(String service);

    /** All services by their names. */
    static Endpoints byName() {
        return _ -> Optional.empty();
    }
}
