/** The platform in the cluster of KUBECONFIG, as an admin meets it: helm, kubectl, traffic. */
@NullMarked
package io.xynergy.e2e;

import org.jspecify.annotations.NullMarked;
