package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type gen struct{ *rand.Rand }

func (g gen) p(x float64) bool { return g.Float64() < x }

func pick[T any](g gen, xs ...T) T { return xs[g.Intn(len(xs))] }

func ptr[T any](v T) *T { return &v }

const zoneKey, hostKey = "topology.kubernetes.io/zone", "kubernetes.io/hostname"

func (g gen) nodes() []NodeSpec {
	zones := []string{"a", "b", "c", "d"}[:2+g.Intn(3)]
	n := 3 + g.Intn(10)
	var out []NodeSpec
	even := g.p(0.6)
	for i := 0; i < n; i++ {
		z := zones[i%len(zones)]
		if !even {
			z = pick(g, zones...)
		}
		nd := NodeSpec{Zone: z, Labels: map[string]string{}}
		nd.Name = fmt.Sprintf("n%02d%s", i, z)
		if g.p(0.03) {
			nd.Zone, nd.Name = "", fmt.Sprintf("n%02dx", i)
		}
		if g.p(0.5) {
			nd.Labels["disk"] = pick(g, "ssd", "hdd")
		}
		if g.p(0.4) {
			nd.Labels["rack"] = pick(g, "r1", "r2", "r3")
		}
		if g.p(0.3) {
			nd.Labels["gen"] = fmt.Sprint(1 + g.Intn(5))
		}
		if g.p(0.12) {
			nd.Taints = append(nd.Taints, v1.Taint{Key: "dedicated", Value: pick(g, "x", "y"), Effect: pick(g, v1.TaintEffectNoSchedule, v1.TaintEffectPreferNoSchedule, v1.TaintEffectNoExecute)})
		}
		if g.p(0.06) {
			nd.Taints = append(nd.Taints, v1.Taint{Key: "node-role.kubernetes.io/control-plane", Effect: v1.TaintEffectNoSchedule})
		}
		if g.p(0.07) {
			nd.Unschedulable = true
		}
		nd.Allocatable = map[string]string{"cpu": pick(g, "1", "2", "4", "8"), "memory": pick(g, "2Gi", "4Gi", "8Gi")}
		if g.p(0.08) {
			nd.Allocatable["pods"] = fmt.Sprint(1 + g.Intn(4))
		}
		out = append(out, nd)
	}
	return out
}

// selector picks a label selector that usually, not always, matches the workload's own pods.
func (g gen) selector(app string, apps []string) *metav1.LabelSelector {
	switch x := g.Float64(); {
	case x < 0.62:
		return &metav1.LabelSelector{MatchLabels: map[string]string{"app": app}}
	case x < 0.70:
		return &metav1.LabelSelector{MatchLabels: map[string]string{"tier": "web"}}
	case x < 0.78:
		return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpIn, Values: apps}}}
	case x < 0.84:
		return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpExists}}}
	case x < 0.88:
		return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpNotIn, Values: []string{app}}}}
	case x < 0.92:
		return &metav1.LabelSelector{MatchLabels: map[string]string{"app": "nosuch"}}
	case x < 0.95:
		return &metav1.LabelSelector{}
	case x < 0.97:
		return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "canary", Operator: metav1.LabelSelectorOpDoesNotExist}}}
	default:
		return nil
	}
}

func (g gen) spread(app string, apps []string) v1.TopologySpreadConstraint {
	c := v1.TopologySpreadConstraint{
		MaxSkew:           int32(pick(g, 1, 1, 1, 2, 3)),
		TopologyKey:       pick(g, zoneKey, zoneKey, zoneKey, hostKey, hostKey, "rack"),
		WhenUnsatisfiable: pick(g, v1.DoNotSchedule, v1.DoNotSchedule, v1.DoNotSchedule, v1.ScheduleAnyway),
		LabelSelector:     g.selector(app, apps),
	}
	if c.WhenUnsatisfiable == v1.DoNotSchedule && g.p(0.25) {
		c.MinDomains = ptr(int32(1 + g.Intn(5)))
	}
	pol := []v1.NodeInclusionPolicy{v1.NodeInclusionPolicyHonor, v1.NodeInclusionPolicyIgnore}
	if g.p(0.35) {
		c.NodeTaintsPolicy = ptr(pick(g, pol...))
	}
	if g.p(0.25) {
		c.NodeAffinityPolicy = ptr(pick(g, pol...))
	}
	if c.LabelSelector != nil && g.p(0.2) {
		c.MatchLabelKeys = []string{"pod-template-hash"}
	}
	return c
}

func (g gen) nodeReq() v1.NodeSelectorRequirement {
	switch g.Intn(7) {
	case 0:
		return v1.NodeSelectorRequirement{Key: zoneKey, Operator: v1.NodeSelectorOpExists}
	case 1:
		return v1.NodeSelectorRequirement{Key: zoneKey, Operator: v1.NodeSelectorOpIn, Values: []string{"a", "b"}}
	case 2:
		return v1.NodeSelectorRequirement{Key: zoneKey, Operator: v1.NodeSelectorOpNotIn, Values: []string{pick(g, "a", "b", "c")}}
	case 3:
		return v1.NodeSelectorRequirement{Key: "disk", Operator: v1.NodeSelectorOpIn, Values: []string{"ssd"}}
	case 4:
		return v1.NodeSelectorRequirement{Key: "disk", Operator: v1.NodeSelectorOpDoesNotExist}
	case 5:
		return v1.NodeSelectorRequirement{Key: "gen", Operator: pick(g, v1.NodeSelectorOpGt, v1.NodeSelectorOpLt), Values: []string{fmt.Sprint(1 + g.Intn(4))}}
	default:
		return v1.NodeSelectorRequirement{Key: "rack", Operator: v1.NodeSelectorOpExists}
	}
}

func (g gen) podTerm(app string, apps []string) v1.PodAffinityTerm {
	t := v1.PodAffinityTerm{TopologyKey: pick(g, hostKey, hostKey, zoneKey, zoneKey, "rack"), LabelSelector: g.selector(app, apps)}
	if t.LabelSelector != nil && g.p(0.08) {
		t.MatchLabelKeys = []string{"pod-template-hash"}
	}
	if t.LabelSelector != nil && g.p(0.05) {
		t.MismatchLabelKeys = []string{"tier"}
	}
	return t
}

func (g gen) workload(i int, apps []string, tight bool) Workload {
	app := apps[i]
	wl := Workload{Name: app, Replicas: 1 + g.Intn(8)}
	tpl := &wl.Template
	tpl.Labels = map[string]string{"app": app}
	if g.p(0.5) {
		tpl.Labels["tier"] = pick(g, "web", "db")
	}
	req := v1.ResourceList{}
	if g.p(0.85) {
		cpus := []string{"50m", "100m", "250m"}
		if tight {
			cpus = []string{"400m", "700m", "1", "1500m"}
		}
		req["cpu"] = resource.MustParse(pick(g, cpus...))
	}
	if g.p(0.7) {
		mems := []string{"64Mi", "128Mi", "256Mi"}
		if tight {
			mems = []string{"512Mi", "1Gi", "2Gi"}
		}
		req["memory"] = resource.MustParse(pick(g, mems...))
	}
	c := v1.Container{Name: "c", Image: "x", Resources: v1.ResourceRequirements{Requests: req}}
	if g.p(0.05) {
		c.Ports = []v1.ContainerPort{{ContainerPort: 80, HostPort: 8080, Protocol: v1.ProtocolTCP}}
	}
	tpl.Spec.Containers = []v1.Container{c}
	if g.p(0.1) {
		tpl.Spec.InitContainers = []v1.Container{{Name: "i", Image: "x", Resources: v1.ResourceRequirements{Requests: v1.ResourceList{"cpu": resource.MustParse(pick(g, "500m", "1500m"))}}}}
	}
	nc := pick(g, 0, 1, 1, 1, 2, 2, 3)
	for k := 0; k < nc; k++ {
		c, dup := g.spread(app, apps), false
		for _, x := range tpl.Spec.TopologySpreadConstraints {
			dup = dup || (x.TopologyKey == c.TopologyKey && x.WhenUnsatisfiable == c.WhenUnsatisfiable)
		}
		if !dup { // the API refuses such a pair
			tpl.Spec.TopologySpreadConstraints = append(tpl.Spec.TopologySpreadConstraints, c)
		}
	}
	aff := &v1.Affinity{}
	if g.p(0.3) {
		na := &v1.NodeAffinity{}
		if g.p(0.75) {
			terms := []v1.NodeSelectorTerm{{MatchExpressions: []v1.NodeSelectorRequirement{g.nodeReq()}}}
			if g.p(0.3) {
				terms[0].MatchExpressions = append(terms[0].MatchExpressions, g.nodeReq())
			}
			if g.p(0.3) {
				terms = append(terms, v1.NodeSelectorTerm{MatchExpressions: []v1.NodeSelectorRequirement{g.nodeReq()}})
			}
			na.RequiredDuringSchedulingIgnoredDuringExecution = &v1.NodeSelector{NodeSelectorTerms: terms}
		}
		if g.p(0.5) {
			na.PreferredDuringSchedulingIgnoredDuringExecution = []v1.PreferredSchedulingTerm{{Weight: int32(1 + g.Intn(100)), Preference: v1.NodeSelectorTerm{MatchExpressions: []v1.NodeSelectorRequirement{g.nodeReq()}}}}
		}
		aff.NodeAffinity = na
	}
	if g.p(0.4) {
		pa := &v1.PodAntiAffinity{}
		if g.p(0.55) {
			pa.RequiredDuringSchedulingIgnoredDuringExecution = []v1.PodAffinityTerm{g.podTerm(app, apps)}
		} else {
			pa.PreferredDuringSchedulingIgnoredDuringExecution = []v1.WeightedPodAffinityTerm{{Weight: int32(1 + g.Intn(100)), PodAffinityTerm: g.podTerm(app, apps)}}
		}
		aff.PodAntiAffinity = pa
	}
	if g.p(0.18) {
		pa := &v1.PodAffinity{}
		other := pick(g, apps...)
		if g.p(0.6) {
			pa.RequiredDuringSchedulingIgnoredDuringExecution = []v1.PodAffinityTerm{g.podTerm(other, apps)}
		} else {
			pa.PreferredDuringSchedulingIgnoredDuringExecution = []v1.WeightedPodAffinityTerm{{Weight: int32(1 + g.Intn(100)), PodAffinityTerm: g.podTerm(other, apps)}}
		}
		aff.PodAffinity = pa
	}
	if aff.NodeAffinity != nil || aff.PodAffinity != nil || aff.PodAntiAffinity != nil {
		tpl.Spec.Affinity = aff
	}
	if g.p(0.12) {
		tpl.Spec.NodeSelector = pick(g, map[string]string{"disk": "ssd"}, map[string]string{zoneKey: "b"}, map[string]string{"rack": "r1"})
	}
	if g.p(0.35) {
		tpl.Spec.Tolerations = append(tpl.Spec.Tolerations, pick(g,
			v1.Toleration{Key: "dedicated", Operator: v1.TolerationOpExists},
			v1.Toleration{Key: "dedicated", Operator: v1.TolerationOpEqual, Value: "x", Effect: v1.TaintEffectNoSchedule},
			v1.Toleration{Key: "dedicated", Operator: v1.TolerationOpEqual, Value: "y", Effect: v1.TaintEffectNoExecute},
			v1.Toleration{Key: "node-role.kubernetes.io/control-plane", Operator: v1.TolerationOpExists, Effect: v1.TaintEffectNoSchedule},
			v1.Toleration{Key: "node.kubernetes.io/unschedulable", Operator: v1.TolerationOpExists, Effect: v1.TaintEffectNoSchedule},
			v1.Toleration{Key: "node.kubernetes.io/unreachable", Operator: v1.TolerationOpExists},
			v1.Toleration{Key: "node.kubernetes.io/not-ready", Operator: v1.TolerationOpExists, Effect: v1.TaintEffectNoExecute, TolerationSeconds: ptr(int64(30))},
			v1.Toleration{Operator: v1.TolerationOpExists},
		))
	}
	return wl
}

func (g gen) scenario(id string) *Scenario {
	s := &Scenario{ID: id, Nodes: g.nodes()}
	tight := g.p(0.4)
	apps := []string{"w0", "w1", "w2"}[:1+g.Intn(3)]
	for i := range apps {
		s.Workloads = append(s.Workloads, g.workload(i, apps, tight))
	}
	for i := g.Intn(4); i > 0; i-- { // bare pods already running
		n := pick(g, s.Nodes...)
		p := v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("old%d", i), Labels: map[string]string{"app": pick(g, append(apps, "other")...)}}}
		p.Spec.NodeName = n.Name
		p.Spec.Containers = []v1.Container{{Name: "c", Image: "x", Resources: v1.ResourceRequirements{Requests: v1.ResourceList{"cpu": resource.MustParse(pick(g, "100m", "500m"))}}}}
		if g.p(0.15) {
			p.Spec.Affinity = &v1.Affinity{PodAntiAffinity: &v1.PodAntiAffinity{RequiredDuringSchedulingIgnoredDuringExecution: []v1.PodAffinityTerm{{TopologyKey: pick(g, hostKey, zoneKey), LabelSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": apps[0]}}}}}}
		}
		s.Pods = append(s.Pods, p)
	}
	zones := map[string]bool{}
	var zl []string
	for _, n := range s.Nodes {
		if n.Zone != "" && !zones[n.Zone] {
			zones[n.Zone] = true
			zl = append(zl, n.Zone)
		}
	}
	if len(zl) > 0 {
		s.Events = []Event{{Do: pick(g, "drain", "drain", "drain", "outage", "remove"), Zone: pick(g, zl...)}}
	}
	return s
}

func generate(enc *json.Encoder, start int64, n int, prefix string, trials int) error {
	g := gen{rand.New(rand.NewSource(start))}
	e, err := newEnv()
	if err != nil {
		return err
	}
	refused := 0
	for i := 0; i < n; {
		s := g.scenario(fmt.Sprintf("%s%04d", prefix, i))
		// round trip, so that what is recorded is what was played
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if s, err = parseScenario(b); err != nil {
			return err
		}
		r, err := explainScenario(s, e, trials)
		if err != nil {
			refused++
			if refused > 10*n {
				return fmt.Errorf("too many refused scenarios, last: %w", err)
			}
			if os.Getenv("ORACLE_DEBUG") != "" {
				fmt.Fprintln(os.Stderr, "refused:", err)
			}
			continue
		}
		if err := enc.Encode(r); err != nil {
			return err
		}
		i++
	}
	fmt.Fprintf(os.Stderr, "%d scenarios, %d drawn ones refused by API validation\n", n, refused)
	return nil
}
