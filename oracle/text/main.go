// Reads lines of JSON and says what the libraries that Kubernetes reads texts with make of each:
//
//	text yaml      {id, text}             -> adds json or error, and strict: the error of strict reading
//	text regexp    {id, pattern, value}   -> adds found or error
//	text selector  {id, selector, labels} -> adds matches or error
//	text quantity  {id, text}             -> adds nanos (as text) or error
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	"gopkg.in/inf.v0"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

type line map[string]any

func main() {
	modes := map[string]func(line){
		"yaml": readYAML, "regexp": search, "selector": match, "quantity": quantity,
	}
	if len(os.Args) != 2 || modes[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: text yaml|regexp|selector|quantity < lines")
		os.Exit(2)
	}
	answer := modes[os.Args[1]]
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	write := json.NewEncoder(out)
	write.SetEscapeHTML(false)
	for in.Scan() {
		asked := line{}
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		guarded(answer, asked)
		if err := write.Encode(asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// guarded lets a panic of a library be its answer.
func guarded(answer func(line), asked line) {
	defer func() {
		if fault := recover(); fault != nil {
			asked["error"] = fmt.Sprint("panic: ", fault)
		}
	}()
	answer(asked)
}

func text(asked line, key string) string {
	word, _ := asked[key].(string)
	return word
}

func readYAML(asked line) {
	written := []byte(text(asked, "text"))
	found, err := yaml.YAMLToJSON(written)
	if err != nil {
		asked["error"] = err.Error()
		return
	}
	asked["json"] = string(found)
	if _, err := yaml.YAMLToJSONStrict(written); err != nil {
		asked["strict"] = err.Error()
	}
}

func search(asked line) {
	pattern, err := regexp.Compile(text(asked, "pattern"))
	if err != nil {
		asked["error"] = err.Error()
		return
	}
	asked["found"] = pattern.MatchString(text(asked, "value"))
}

func match(asked line) {
	var selector *metav1.LabelSelector
	written, _ := json.Marshal(asked["selector"])
	if err := json.Unmarshal(written, &selector); err != nil {
		asked["error"] = err.Error()
		return
	}
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		asked["error"] = err.Error()
		return
	}
	pod := labels.Set{}
	have, _ := asked["labels"].(map[string]any)
	for key, value := range have {
		pod[key], _ = value.(string)
	}
	asked["matches"] = compiled.Matches(pod)
}

func quantity(asked line) {
	found, err := resource.ParseQuantity(text(asked, "text"))
	if err != nil {
		asked["error"] = err.Error()
		return
	}
	nanos := new(inf.Dec).Mul(found.AsDec(), inf.NewDec(1_000_000_000, 0))
	asked["nanos"] = nanos.Round(nanos, 0, inf.RoundUp).UnscaledBig().String()
}
