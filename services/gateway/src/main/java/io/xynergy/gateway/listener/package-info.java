/**
 * Helidon's listener for traffic: accepts connections, secures them and hands them to the proxy.
 */
@NullMarked
package io.xynergy.gateway.listener;

import org.jspecify.annotations.NullMarked;
