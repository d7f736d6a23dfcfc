// Command fields prints, as JSON, what the real scheme knows of every registered kind: the JSON
// names of its fields, the Go types behind them (which decode errors name), and whether the API
// server serves the kind by default. gen/tables.py makes the Python tables from it.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensionsinstall "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	apiregistrationinstall "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	apps "k8s.io/kubernetes/pkg/apis/apps"
	batch "k8s.io/kubernetes/pkg/apis/batch"
	core "k8s.io/kubernetes/pkg/apis/core"
	flowcontrol "k8s.io/kubernetes/pkg/apis/flowcontrol"
	networking "k8s.io/kubernetes/pkg/apis/networking"
	policy "k8s.io/kubernetes/pkg/apis/policy"
	"k8s.io/kubernetes/pkg/controlplane"
)

// Field is one JSON field of a struct; Inline holds the Go names of the embedded structs on the way.
type Field struct {
	Name   string   `json:"name"`
	Go     string   `json:"go"`
	Type   string   `json:"type"`
	Omit   bool     `json:"omit,omitempty"`
	Inline []string `json:"inline,omitempty"`
}

// Kind is one registered group, version and kind.
type Kind struct {
	Group, Version, Kind, Type string
	Served                     bool
}

var structs = map[string][]Field{}

// basics maps a named basic type to the kind below it.
var basics = map[string]string{}

func id(t reflect.Type) string {
	p := t.PkgPath()
	for _, cut := range []string{"k8s.io/kubernetes/pkg/apis/", "k8s.io/kube-aggregator/pkg/apis/", "k8s.io/apiextensions-apiserver/pkg/apis/", "k8s.io/apimachinery/pkg/apis/", "k8s.io/apimachinery/pkg/api/", "k8s.io/apimachinery/pkg/util/", "k8s.io/apimachinery/pkg/", "k8s.io/api/"} {
		if strings.HasPrefix(p, cut) {
			p = strings.TrimPrefix(p, cut)
			break
		}
	}
	return p + "." + t.Name()
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// typeName writes a type: *T for pointers, []T, map[K]T, and collects structs on the way.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeName(t.Elem())
	case reflect.Slice:
		if t.Name() != "" {
			n := id(t)
			if reflect.PointerTo(t).Implements(unmarshaler) {
				basics[n] = "custom"
			} else {
				basics[n] = "[]" + typeName(t.Elem())
			}
			return n
		}
		return "[]" + typeName(t.Elem())
	case reflect.Map:
		if t.Name() != "" {
			n := id(t)
			basics[n] = "map[" + typeName(t.Key()) + "]" + typeName(t.Elem())
			return n
		}
		return "map[" + typeName(t.Key()) + "]" + typeName(t.Elem())
	case reflect.Struct:
		n := id(t)
		if reflect.PointerTo(t).Implements(unmarshaler) {
			basics[n] = "custom"
			return n
		}
		if _, seen := structs[n]; !seen {
			structs[n] = nil
			structs[n] = fields(t, nil)
		}
		return n
	case reflect.Interface:
		return "any"
	default:
		if t.PkgPath() != "" {
			n := id(t)
			basics[n] = t.Kind().String()
			return n
		}
		return t.Kind().String()
	}
}

func fields(t reflect.Type, inline []string) []Field {
	out := []Field{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "-" {
			continue
		}
		if tag == "" && f.Anonymous && f.Type.Kind() == reflect.Struct {
			out = append(out, fields(f.Type, append(append([]string{}, inline...), f.Name))...)
			continue
		}
		if tag == "" {
			tag = f.Name
		}
		out = append(out, Field{Name: tag, Go: f.Name, Type: typeName(f.Type), Omit: strings.Contains(options, "omitempty"), Inline: inline})
	}
	return out
}

func main() {
	enabled := controlplane.DefaultAPIResourceConfigSource()
	// what two servers in the same process have in schemes of their own, always served as v1
	apiregistrationinstall.Install(legacyscheme.Scheme)
	apiextensionsinstall.Install(legacyscheme.Scheme)
	kinds := []Kind{}
	for gvk, t := range legacyscheme.Scheme.AllKnownTypes() {
		if gvk.Version == runtime.APIVersionInternal {
			continue
		}
		plural, _ := meta.UnsafeGuessKindToResource(gvk)
		served := enabled.ResourceEnabled(plural)
		if gvk.Group == "apiregistration.k8s.io" || gvk.Group == "apiextensions.k8s.io" {
			served = gvk.Version == "v1"
		}
		kinds = append(kinds, Kind{gvk.Group, gvk.Version, gvk.Kind, typeName(t), served})
	}
	sort.Slice(kinds, func(i, j int) bool {
		a, b := kinds[i], kinds[j]
		return a.Group+"/"+a.Version+"/"+a.Kind < b.Group+"/"+b.Version+"/"+b.Kind
	})
	// the internal types that validation puts into its messages as a whole
	internal := map[string]string{}
	for _, v := range []any{
		core.ServicePort{}, core.PodResourceClaim{}, core.Taint{}, core.SecurityContext{}, core.SeccompProfile{},
		core.LocalObjectReference{}, core.ClusterTrustBundleProjection{}, core.ContainerResizePolicy{}, core.ScopeSelector{},
		apps.DeploymentStrategy{}, apps.StatefulSetUpdateStrategy{}, apps.RollingUpdateStatefulSetStrategy{}, apps.RollingUpdateDaemonSet{},
		apps.DaemonSetUpdateStrategy{}, policy.PodDisruptionBudgetSpec{}, batch.SuccessPolicy{}, networking.IngressRule{},
		core.NodeConfigSource{}, core.PodAffinityTerm{}, core.NodeSelectorTerm{}, flowcontrol.FlowSchemaSpec{}, flowcontrol.PriorityLevelConfigurationSpec{},
	} {
		t := reflect.TypeOf(v)
		internal[t.Name()] = typeName(t)
	}
	e := json.NewEncoder(os.Stdout)
	_ = e.Encode(map[string]any{"kinds": kinds, "structs": structs, "basics": basics, "internal": internal})
}
