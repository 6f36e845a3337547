"""The Python half of mergescope: what runs inside the interpreter that holds mergekit."""
