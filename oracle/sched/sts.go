package main

import (
	"context"
	"fmt"
	"sort"
	"sync"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/record"

	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/controller/history"
	"k8s.io/kubernetes/pkg/controller/statefulset"
)

// stsControl is the real StatefulSet controller's own logic for one workload, with what it remembers.
type stsControl struct {
	mu      sync.Mutex // pods of a Parallel set are made at the same time
	w       *World
	control statefulset.StatefulSetControlInterface
	status  appsv1.StatefulSetStatus
	revs    map[string]int // the names of its revisions, and our numbers for them
	made    []*v1.Pod
	deleted map[string]bool
}

func newStsControl() *stsControl {
	c := &stsControl{revs: map[string]int{}}
	revisions := informers.NewSharedInformerFactory(fake.NewClientset(), 0).Apps().V1().ControllerRevisions()
	pods := statefulset.NewStatefulPodControlFromManager(c, &record.FakeRecorder{})
	c.control = statefulset.NewDefaultStatefulSetControl(pods, c, history.NewFakeHistory(revisions))
	return c
}

// sync lets the controller look at a set once; it reports whether it made or deleted a pod. It takes
// pods of an older revision away while the set is rolling only.
func (w *World) sync(s *Set) (bool, error) {
	c := s.WL.control
	c.w, c.made, c.deleted = w, nil, map[string]bool{}
	set := s.object()
	set.Status = c.status
	var pods []*v1.Pod
	for _, p := range w.Pods {
		if p.Set == nil || p.Set.WL != s.WL {
			continue
		}
		q := p.Pod.DeepCopy()
		q.Status.Phase = v1.PodPending
		if p.Started && !p.pending() {
			q.Status.Phase = v1.PodRunning
		}
		if w.ready(p) {
			q.Status.Conditions = []v1.PodCondition{{Type: v1.PodReady, Status: v1.ConditionTrue, LastTransitionTime: metav1.Unix(1700001000, 0)}}
		}
		pods = append(pods, q)
	}
	status, err := c.control.UpdateStatefulSet(context.Background(), set, pods, time.Unix(1700009000, 0))
	if err != nil {
		return false, fmt.Errorf("statefulset %s: %w", s.WL.Name, err)
	}
	c.status = *status
	c.revs[status.UpdateRevision] = s.Rev
	did, replaced := false, false
	w.delete(func(p *PodState) bool {
		hit := p.Set != nil && p.Set.WL == s.WL && c.deleted[p.Pod.Name] && (s.rolling || p.Ord >= s.WL.Replicas)
		did = did || hit
		replaced = replaced || hit && p.Ord < s.WL.Replicas
		return hit
	})
	sort.Slice(c.made, func(i, j int) bool { return s.ordinal(c.made[i].Name) < s.ordinal(c.made[j].Name) })
	for _, p := range c.made {
		s.inOrder(p)
		q, err := w.admit(p)
		if err != nil {
			return did, err
		}
		w.seq++
		w.Pods = append(w.Pods, &PodState{Pod: q, Set: s, Ord: s.ordinal(q.Name), Seq: w.seq, Rev: c.revs[q.Labels[appsv1.ControllerRevisionHashLabelKey]]})
		did = true
	}
	if replaced { // it makes the next pods at once, before others that wait are tried again
		_, err = w.sync(s)
	}
	return did, err
}

func (s *Set) ordinal(pod string) int {
	var o int
	fmt.Sscanf(pod[len(s.WL.Name):], "-%d", &o)
	return o
}

// inOrder puts the volumes of claim templates, which the controller has in no order, in theirs.
func (s *Set) inOrder(p *v1.Pod) {
	at := map[string]int{}
	for i, t := range s.WL.VolumeClaimTemplates {
		at[t.Name] = i - len(s.WL.VolumeClaimTemplates)
	}
	sort.SliceStable(p.Spec.Volumes, func(i, j int) bool { return at[p.Spec.Volumes[i].Name] < at[p.Spec.Volumes[j].Name] })
}

func (s *Set) object() *appsv1.StatefulSet {
	n, partition := int32(s.WL.Replicas), int32(s.WL.Partition)
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: s.WL.Name, UID: types.UID("sts-" + s.WL.Name), Generation: int64(s.Rev)},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &n, ServiceName: s.WL.Name, Selector: &metav1.LabelSelector{MatchLabels: s.Tpl.Labels}, Template: *s.Tpl.DeepCopy(),
			VolumeClaimTemplates: s.WL.VolumeClaimTemplates, PodManagementPolicy: appsv1.PodManagementPolicyType(s.WL.PodManagementPolicy),
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{Type: appsv1.RollingUpdateStatefulSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition}},
		},
	}
	if m := s.WL.MaxUnavailable; m != nil {
		x := *m
		if x.Type == intstr.Int && x.IntVal == 0 { // which the API server refuses
			x.IntVal = 1
		}
		set.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &x
	}
	legacyscheme.Scheme.Default(set)
	return set
}

// what the controller asks of an API server

func (c *stsControl) CreatePod(_ context.Context, p *v1.Pod, _ *appsv1.StatefulSet) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made = append(c.made, p.DeepCopy())
	return nil
}

func (c *stsControl) DeletePod(p *v1.Pod) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deleted[p.Name] = true
	return nil
}

func (c *stsControl) CreateClaim(x *v1.PersistentVolumeClaim, _ *appsv1.StatefulSet) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	x = x.DeepCopy()
	x.UID = types.UID("pvc-" + x.Name)
	x.Status = v1.PersistentVolumeClaimStatus{Phase: v1.ClaimPending}
	legacyscheme.Scheme.Default(x)
	c.w.PVCs = append(c.w.PVCs, x)
	return nil
}

func (c *stsControl) GetClaim(namespace, name string) (*v1.PersistentVolumeClaim, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range c.w.PVCs {
		if x.Name == name {
			return x, nil
		}
	}
	return nil, apierrors.NewNotFound(v1.Resource("persistentvolumeclaims"), name)
}

func (c *stsControl) UpdateClaim(*v1.PersistentVolumeClaim, *appsv1.StatefulSet) error {
	return fmt.Errorf("a claim was to be changed")
}

func (c *stsControl) GetPod(namespace, name string) (*v1.Pod, error) {
	return nil, apierrors.NewNotFound(v1.Resource("pods"), name)
}

func (c *stsControl) UpdatePod(p *v1.Pod, _ *appsv1.StatefulSet) error {
	return fmt.Errorf("pod %s was to be changed", p.Name)
}

func (c *stsControl) UpdateStatefulSetStatus(context.Context, *appsv1.StatefulSet, *appsv1.StatefulSetStatus) error {
	return nil
}
