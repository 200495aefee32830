//go:build tools

// Package helm names the program that `make e2e` installs the chart with.
package helm

import _ "helm.sh/helm/v3/cmd/helm"
