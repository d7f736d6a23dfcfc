// Builds what a Flux Kustomization has built: flux ROOT FLUX.yaml [FLUX.yaml ...].
//
// Each line of the output is the objects, as a JSON list, or the error.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func build(root, file string) ([]map[string]any, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		return nil, err
	}
	flux := unstructured.Unstructured{Object: object}
	path, _, _ := unstructured.NestedString(object, "spec", "path")
	folder := filepath.Join(root, path)
	action, err := kustomize.NewGenerator(root, flux).WriteFile(folder, kustomize.WithSaveOriginalKustomization())
	defer kustomize.CleanDirectory(folder, action)
	if err != nil {
		return nil, err
	}
	built, err := kustomize.SecureBuild(root, folder, false)
	if err != nil {
		return nil, err
	}
	objects := []map[string]any{}
	for _, each := range built.Resources() {
		if replaced, err := kustomize.SubstituteVariables(nil, nil, flux, each, kustomize.SubstituteWithDryRun(true)); err != nil {
			return nil, err
		} else if replaced != nil {
			each = replaced
		}
		text, err := each.AsYAML()
		if err != nil {
			return nil, err
		}
		var object map[string]any
		if err := yaml.Unmarshal(text, &object); err != nil {
			return nil, err
		}
		objects = append(objects, withCommon(object, flux))
	}
	return objects, nil
}

// withCommon adds common metadata, as SetCommonMetadata does behind the build (fluxcd/pkg ssa utils).
func withCommon(object map[string]any, flux unstructured.Unstructured) map[string]any {
	made := unstructured.Unstructured{Object: object}
	for field, set := range map[string]func(map[string]string){"labels": made.SetLabels, "annotations": made.SetAnnotations} {
		pairs, found, _ := unstructured.NestedStringMap(flux.Object, "spec", "commonMetadata", field)
		if !found {
			continue
		}
		all, _, _ := unstructured.NestedStringMap(object, "metadata", field)
		if all == nil {
			all = map[string]string{}
		}
		for name, value := range pairs {
			all[name] = value
		}
		set(all)
	}
	return made.Object
}

func main() {
	out := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[2:] {
		objects, err := build(os.Args[1], file)
		if err != nil {
			_ = out.Encode(fmt.Sprint(err))
			continue
		}
		_ = out.Encode(objects)
	}
}
