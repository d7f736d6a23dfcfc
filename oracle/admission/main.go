// Command admission prints, as JSON lines, what the LimitRanger, RuntimeClass and ResourceQuota plugins make of a Pod or
// a claim: input lines are {id, limitRanges, runtimeClasses, quotas, pods, claims, pod or claim}, all but pods and
// runtimeClasses specs; real is added: the resources with which it is admitted, what a RuntimeClass and the default
// tolerations add, the words that refuse it and by whom, and what the quotas say is used. RuntimeClass is asked where
// runtimeClasses are given, be it none.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"time"

	_ "multiaz.example/oracle/kapi"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/resourcequota"
	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	api "k8s.io/kubernetes/pkg/apis/core"
	quotacore "k8s.io/kubernetes/pkg/quota/v1/evaluator/core"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/plugin/pkg/admission/defaulttolerationseconds"
	"k8s.io/kubernetes/plugin/pkg/admission/limitranger"
	"k8s.io/kubernetes/plugin/pkg/admission/runtimeclass"
	clocktesting "k8s.io/utils/clock/testing"
)

type input struct {
	LimitRanges, Quotas []json.RawMessage
	Claims              []json.RawMessage
	RuntimeClasses      []map[string]interface{}
	Pods                []struct {
		Spec  json.RawMessage
		Phase string
		// Deleted is when it is gone if all goes well, thirty seconds after it was asked for.
		Deleted string
	}
	Pod, Claim json.RawMessage
}

type block map[string]map[string]string

type resources struct {
	Containers     []block `json:"containers,omitempty"`
	InitContainers []block `json:"initContainers,omitempty"`
	Pod            block   `json:"pod,omitempty"`
}

type placed struct {
	NodeSelector map[string]string   `json:"nodeSelector,omitempty"`
	Tolerations  []corev1.Toleration `json:"tolerations,omitempty"`
	Overhead     map[string]string   `json:"overhead,omitempty"`
}

type verdict struct {
	Resources interface{}                  `json:"resources,omitempty"`
	Placed    *placed                      `json:"placed,omitempty"`
	By        string                       `json:"by,omitempty"`
	Words     []string                     `json:"words,omitempty"`
	Used      map[string]map[string]string `json:"used,omitempty"`
}

// now is the time at which pods are counted.
var now = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

type lister []runtime.Object

func (l lister) List(labels.Selector) ([]runtime.Object, error)              { return l, nil }
func (l lister) Get(string) (runtime.Object, error)                          { return nil, errors.New("not asked") }
func (l lister) ByNamespace(string) cache.GenericNamespaceLister             { return l }
func (l lister) of(schema.GroupVersionResource) (cache.GenericLister, error) { return l, nil }

// whole makes a manifest of a spec.
func whole(kind, name string, spec json.RawMessage) map[string]interface{} {
	metadata := map[string]interface{}{"name": name, "namespace": "apps"}
	return map[string]interface{}{"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec}
}

func read[T runtime.Object](manifest map[string]interface{}) T {
	raw, err := json.Marshal(manifest)
	must(err)
	obj, _, err := legacyscheme.Codecs.UniversalDeserializer().Decode(raw, nil, nil)
	if err != nil {
		panic(err)
	}
	legacyscheme.Scheme.Default(obj)
	return obj.(T)
}

func words(err error) []string {
	var all utilerrors.Aggregate
	if !errors.As(err, &all) {
		return []string{err.Error()}
	}
	seen, found := map[string]bool{}, []string{}
	for _, each := range all.Errors() {
		if !seen[each.Error()] {
			seen[each.Error()] = true
			found = append(found, each.Error())
		}
	}
	sort.Strings(found)
	return found
}

func texts[N ~string](list map[N]resource.Quantity) map[string]string {
	found := map[string]string{}
	for name, quantity := range list {
		found[string(name)] = quantity.String()
	}
	return found
}

func blockOf(of *api.ResourceRequirements) block {
	found := block{}
	if of != nil && len(of.Limits) > 0 {
		found["limits"] = texts(of.Limits)
	}
	if of != nil && len(of.Requests) > 0 {
		found["requests"] = texts(of.Requests)
	}
	return found
}

func judge(in input) verdict {
	actions := &limitranger.DefaultLimitRangerActions{}
	ranges := []*corev1.LimitRange{}
	for i, spec := range in.LimitRanges {
		ranges = append(ranges, read[*corev1.LimitRange](whole("LimitRange", fmt.Sprint("range-", i), spec)))
	}
	if in.Claim != nil {
		claim := &api.PersistentVolumeClaim{}
		must(legacyscheme.Scheme.Convert(read[*corev1.PersistentVolumeClaim](whole("PersistentVolumeClaim", "data", in.Claim)), claim, nil))
		for _, each := range ranges {
			if err := actions.ValidateLimit(each, "persistentvolumeclaims", claim); err != nil {
				return verdict{By: each.Name, Words: words(err)}
			}
		}
		out, existing := verdict{}, lister{}
		for i, spec := range in.Claims {
			existing = append(existing, read[*corev1.PersistentVolumeClaim](whole("PersistentVolumeClaim", fmt.Sprint("there-", i), spec)))
		}
		judgeQuotas(&out, in.Quotas, quotacore.NewPersistentVolumeClaimEvaluator(existing.of), claim, claim.Namespace, claim.Name, "PersistentVolumeClaim", "persistentvolumeclaims")
		return out
	}
	pod := &api.Pod{}
	must(legacyscheme.Scheme.Convert(read[*corev1.Pod](whole("Pod", "web", in.Pod)), pod, nil))
	for _, each := range ranges {
		must(actions.MutateLimit(each, "pods", pod))
	}
	ctx := context.Background()
	out := verdict{}
	plugin, attributes := runtimePlugin(in.RuntimeClasses), attributesOf(pod, pod.Namespace, pod.Name, "Pod", "pods")
	if plugin != nil {
		defaults := defaulttolerationseconds.NewDefaultTolerationSeconds()
		defaults.InspectFeatureGates(nil)
		must(defaults.Admit(ctx, attributes, nil))
		if err := plugin.Admit(ctx, attributes, nil); err != nil {
			out.By, out.Words = "runtimeClass", words(err)
			return out
		}
		made := &corev1.Pod{}
		must(legacyscheme.Scheme.Convert(pod.DeepCopy(), made, nil))
		out.Placed = &placed{NodeSelector: made.Spec.NodeSelector, Tolerations: made.Spec.Tolerations, Overhead: texts(made.Spec.Overhead)}
	}
	podregistry.Strategy.PrepareForCreate(ctx, pod)
	// a copy, as measuring a pod with overhead adds to quantities that it shares with the pod
	spec := pod.Spec.DeepCopy()
	made := resources{Pod: blockOf(spec.Resources)}
	for _, each := range spec.Containers {
		made.Containers = append(made.Containers, blockOf(&each.Resources))
	}
	for _, each := range spec.InitContainers {
		made.InitContainers = append(made.InitContainers, blockOf(&each.Resources))
	}
	out.Resources = made
	if errs := podregistry.Strategy.Validate(ctx, pod); len(errs) > 0 {
		out.By, out.Words = "validation", words(errs.ToAggregate())
		return out
	}
	for _, each := range ranges {
		if err := actions.ValidateLimit(each, "pods", pod); err != nil {
			out.By, out.Words = each.Name, words(err)
			return out
		}
	}
	existing := lister{}
	for i, each := range in.Pods {
		manifest := whole("Pod", fmt.Sprint("there-", i), each.Spec)
		manifest["status"] = map[string]string{"phase": each.Phase}
		if each.Deleted != "" {
			metadata := manifest["metadata"].(map[string]interface{})
			metadata["deletionTimestamp"], metadata["deletionGracePeriodSeconds"] = each.Deleted, 30
		}
		existing = append(existing, read[*corev1.Pod](manifest))
	}
	if plugin != nil {
		if err := plugin.Validate(ctx, attributes, nil); err != nil {
			out.By, out.Words = "runtimeClass", words(err)
			return out
		}
	}
	evaluator := quotacore.NewPodEvaluator(existing.of, clocktesting.NewFakeClock(now))
	judgeQuotas(&out, in.Quotas, evaluator, pod, pod.Namespace, pod.Name, "Pod", "pods")
	return out
}

// judgeQuotas holds an object against quotas with what they say is used.
func judgeQuotas(out *verdict, specs []json.RawMessage, evaluator quota.Evaluator, of runtime.Object, namespace, name, kind, resource string) {
	registry := generic.NewRegistry([]quota.Evaluator{evaluator})
	quotas := []corev1.ResourceQuota{}
	out.Used = map[string]map[string]string{}
	for i, spec := range specs {
		each := read[*corev1.ResourceQuota](whole("ResourceQuota", fmt.Sprint("quota-", i), spec))
		used, err := quota.CalculateUsage(namespace, each.Spec.Scopes, each.Spec.Hard, registry, each.Spec.ScopeSelector)
		must(err)
		each.Status.Hard, each.Status.Used = each.Spec.Hard.DeepCopy(), used
		quotas = append(quotas, *each)
		out.Used[each.Name] = texts(used)
	}
	if _, err := resourcequota.CheckRequest(quotas, attributesOf(of, namespace, name, kind, resource), evaluator, nil); err != nil {
		out.By, out.Words = "quota", words(err)
	}
}

func attributesOf(of runtime.Object, namespace, name, kind, resource string) admission.Attributes {
	return admission.NewAttributesRecord(of, nil, api.Kind(kind).WithVersion("v1"), namespace, name,
		api.Resource(resource).WithVersion("v1"), "", admission.Create, nil, false, nil)
}

// runtimePlugin returns the RuntimeClass plugin with these classes; nil where none are given.
func runtimePlugin(classes []map[string]interface{}) *runtimeclass.RuntimeClass {
	if classes == nil {
		return nil
	}
	plugin, client := runtimeclass.NewRuntimeClass(), fake.NewClientset()
	factory := informers.NewSharedInformerFactory(client, 0)
	plugin.SetExternalKubeClientSet(client)
	plugin.SetExternalKubeInformerFactory(factory)
	for _, each := range classes {
		manifest := map[string]interface{}{"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "handler": "runsc"}
		for key, value := range each {
			manifest[key] = value
		}
		must(factory.Node().V1().RuntimeClasses().Informer().GetStore().Add(read[*nodev1.RuntimeClass](manifest)))
	}
	return plugin
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	for lines.Scan() {
		var in input
		out := map[string]interface{}{}
		if err := json.Unmarshal(lines.Bytes(), &in); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		must(json.Unmarshal(lines.Bytes(), &out))
		out["real"] = judge(in)
		must(enc.Encode(out))
	}
	must(lines.Err())
}
