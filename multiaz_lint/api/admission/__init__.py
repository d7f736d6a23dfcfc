"""The admission plugins LimitRanger, ResourceQuota and RuntimeClass."""
