// Command schema prints, as JSON lines, what apiextensions says of objects under a structural schema:
// input lines are {id, schema, object}; errors and unknown are added.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
)

func main() {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(nil, 1<<26)
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	for sc.Scan() {
		var in struct {
			ID     string
			Schema v1.JSONSchemaProps
			Object map[string]interface{}
		}
		if err := json.Unmarshal(sc.Bytes(), &in); err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		out := map[string]interface{}{}
		_ = json.Unmarshal(sc.Bytes(), &out)
		var internal apiextensions.JSONSchemaProps
		if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&in.Schema, &internal, nil); err != nil {
			out["bad"] = err.Error()
			_ = enc.Encode(out)
			continue
		}
		ss, err := structuralschema.NewStructural(&internal)
		if err != nil {
			out["bad"] = err.Error()
			_ = enc.Encode(out)
			continue
		}
		if errs := structuralschema.ValidateStructural(nil, ss); len(errs) > 0 {
			out["bad"] = errs.ToAggregate().Error()
		}
		obj := fixInts(in.Object).(map[string]interface{})
		unknown := pruning.PruneWithOptions(obj, ss, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
		defaulting.PruneNonNullableNullsWithoutDefaults(obj, ss)
		defaulting.Default(obj, ss)
		val, _, err := validation.NewSchemaValidator(&internal)
		if err != nil {
			out["bad"] = err.Error()
			_ = enc.Encode(out)
			continue
		}
		errs := validation.ValidateCustomResource(nil, obj, val)
		errs = append(errs, listtype.ValidateListSetsAndMaps(nil, ss, obj)...)
		words := []string{}
		for _, e := range errs {
			words = append(words, e.Error())
		}
		out["errors"], out["unknown"] = words, unknown
		_ = enc.Encode(out)
	}
}

func fixInts(x interface{}) interface{} {
	switch v := x.(type) {
	case map[string]interface{}:
		for k := range v {
			v[k] = fixInts(v[k])
		}
	case []interface{}:
		for i := range v {
			v[i] = fixInts(v[i])
		}
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	}
	return x
}
