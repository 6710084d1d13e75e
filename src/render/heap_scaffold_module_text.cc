#include "render/heap_scaffold_texts.h"

namespace rampart {

const std::string_view cma_heap_add_text = R"driver(// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes a DMA-BUF heap of the CMA pool that the device-tree node "rampart,@ID@-heap" names with memory-region.
 *
 * Written by `rampart heap scaffold`. For kernels whose CMA heap exports cma_heap_add(), as Qualcomm's do; the heap has
 * the pool's name. A pool never goes away, so neither does the heap: the module cannot be unloaded.
 */
#include <linux/cma.h>
#include <linux/device.h>
#include <linux/dma-heap.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

static int @ID@_heap_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int err;

	err = of_reserved_mem_device_init(dev);
	if (err)
		return dev_err_probe(dev, err, "memory-region is no reserved memory of this system\n");
	if (!dev->cma_area) {
		of_reserved_mem_device_release(dev);
		return dev_err_probe(dev, -ENODEV, "memory-region is no CMA pool: it has to be a reusable shared-dma-pool\n");
	}

	err = cma_heap_add(dev->cma_area, NULL);
	if (err) {
		dev_err_probe(dev, err, "no heap of %s\n", cma_get_name(dev->cma_area));
		of_reserved_mem_device_release(dev);
		return err;
	}
	__module_get(THIS_MODULE);
	dev_info(dev, "heap of the pool %s\n", cma_get_name(dev->cma_area));
	return 0;
}

static const struct of_device_id @ID@_heap_match[] = {
	{ .compatible = "rampart,@ID@-heap" },
	{ }
};
MODULE_DEVICE_TABLE(of, @ID@_heap_match);

static struct platform_driver @ID@_heap_driver = {
	.probe = @ID@_heap_probe,
	.driver = {
		.name = "@ID@-heap",
		.of_match_table = @ID@_heap_match,
		.suppress_bind_attrs = true,
	},
};
module_platform_driver(@ID@_heap_driver);

MODULE_DESCRIPTION("DMA-BUF heap of the CMA pool @ID@");
MODULE_LICENSE("GPL");
)driver";

}  // namespace rampart
