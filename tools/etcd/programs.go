//go:build tools

// Package etcd names the store of the API server that the operator's tests start.
package etcd

import _ "go.etcd.io/etcd/server/v3"
